import type { Tx } from '../platform/database/index.js';

/** What is looked at before a market may open, in the order in which it is shown. */
export const ReadinessCode = {
  TAX_RATE: 'TAX_RATE',
  REGION: 'REGION',
  AGREEMENT: 'AGREEMENT',
  LISTINGS: 'LISTINGS',
  CERTIFICATES: 'CERTIFICATES',
  PRICES: 'PRICES',
  STOCK_LOCATION: 'STOCK_LOCATION',
  RESELLERS: 'RESELLERS',
} as const;
export type ReadinessCode = keyof typeof ReadinessCode;

/** The market that is judged, as it is now. */
export interface MarketUnderReview {
  code: string;
  regionId: string | null;
  taxRate: string | null;
}

export interface ReadinessVerdict {
  isGreen: boolean;
  /** A sentence with the figures; where it is red, what to do. */
  message: string;
}

/**
 * What another module knows of a market's readiness. It implements this and hands itself to `MarketReadiness.register`
 * when the application starts; market asks it inside its own transaction.
 */
export interface ReadinessCheck {
  readonly code: ReadinessCode;
  /** Whether a market cannot become READY while it is red. */
  readonly isBlocking: boolean;
  judge(tx: Tx, market: MarketUnderReview): Promise<ReadinessVerdict>;
}

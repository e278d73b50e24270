import { unreachable } from '../kernel/index.js';

export const ListingStage = {
  PLANNED: 'PLANNED',
  PREORDER: 'PREORDER',
  ON_SALE: 'ON_SALE',
  LAST_TIME_BUY: 'LAST_TIME_BUY',
  END_OF_SALE: 'END_OF_SALE',
  END_OF_SERVICE: 'END_OF_SERVICE',
} as const;
export type ListingStage = keyof typeof ListingStage;

export const CertificateState = { VALID: 'VALID', MISSING: 'MISSING', EXPIRED: 'EXPIRED' } as const;
export type CertificateState = keyof typeof CertificateState;

export const ListingObstacleCode = {
  MARKET_NOT_OPEN: 'MARKET_NOT_OPEN',
  LISTING_NOT_ORDERABLE: 'LISTING_NOT_ORDERABLE',
  CERTIFICATE_MISSING: 'CERTIFICATE_MISSING',
  CERTIFICATE_EXPIRED: 'CERTIFICATE_EXPIRED',
} as const;
export type ListingObstacleCode = keyof typeof ListingObstacleCode;

/** What the offer row says that decides whether anybody can order. */
export interface OfferFacts {
  stage: ListingStage;
  /** The day from which a planned listing can be ordered. */
  orderableFrom: string | null;
  pausedReason: string | null;
  certificateState: CertificateState;
  /** The first day without a required certificate. */
  certifiedUntil: string | null;
}

export interface Obstacle {
  code: ListingObstacleCode;
  message: string;
}

/** Everything that keeps the listing from being ordered today, whoever asks; nothing when it can be ordered. */
export function obstaclesOf(offer: OfferFacts, marketIsOpen: boolean): Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (!marketIsOpen) {
    obstacles.push({ code: 'MARKET_NOT_OPEN', message: 'The market takes no orders now.' });
  }
  const stage = stageObstacle(offer);
  if (stage !== undefined) obstacles.push({ code: 'LISTING_NOT_ORDERABLE', message: stage });
  if (offer.pausedReason !== null) {
    const message = `It is paused: ${offer.pausedReason}`;
    obstacles.push({ code: 'LISTING_NOT_ORDERABLE', message });
  }
  if (offer.certificateState === 'MISSING') {
    const message = 'A certificate that the market asks for is missing.';
    obstacles.push({ code: 'CERTIFICATE_MISSING', message });
  } else if (offer.certificateState === 'EXPIRED') {
    const message = `A certificate that the market asks for ended on ${String(offer.certifiedUntil)}.`;
    obstacles.push({ code: 'CERTIFICATE_EXPIRED', message });
  }
  return obstacles;
}

function stageObstacle(offer: OfferFacts): string | undefined {
  switch (offer.stage) {
    case 'PLANNED':
      return `It can be ordered from ${String(offer.orderableFrom)} on.`;
    case 'PREORDER':
    case 'ON_SALE':
    case 'LAST_TIME_BUY':
      return undefined;
    case 'END_OF_SALE':
      return 'It is no longer sold.';
    case 'END_OF_SERVICE':
      return 'It is no longer sold or serviced.';
    default:
      return unreachable(offer.stage);
  }
}

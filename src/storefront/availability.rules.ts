export const AvailabilityState = {
  IN_STOCK: 'IN_STOCK',
  LOW_STOCK: 'LOW_STOCK',
  BACKORDER: 'BACKORDER',
  UNAVAILABLE: 'UNAVAILABLE',
} as const;
export type AvailabilityState = keyof typeof AvailabilityState;

/** Fewer pieces than this are soon gone. */
export const LOW_STOCK_BELOW = 10;

export interface AvailabilityFacts {
  /** Whether the listing can be ordered today; false where there is none. */
  orderable: boolean;
  /** Before the sale begins an order is a backorder, whatever is in stock already. */
  preorder: boolean;
  /** The least pieces that an order takes. */
  minimumQuantity: number;
  /** Pieces in stock that no order has. */
  available: number;
}

export function availabilityOf(facts: AvailabilityFacts): AvailabilityState {
  if (!facts.orderable) return 'UNAVAILABLE';
  if (facts.preorder || facts.available < facts.minimumQuantity) return 'BACKORDER';
  return facts.available < LOW_STOCK_BELOW ? 'LOW_STOCK' : 'IN_STOCK';
}

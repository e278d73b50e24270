import type { Listing } from './listing.type.js';
import { obstaclesOf } from './offer.rules.js';
import type { ListingRow } from './product.repository.js';

/** A listing with all that keeps it from being ordered today. */
export function toListing(row: ListingRow, marketIsOpen: boolean): Listing {
  const obstacles = obstaclesOf(row, marketIsOpen);
  return { ...row, obstacles, orderable: obstacles.length === 0 };
}

import type { Listing } from './listing.type.js';
import { obstaclesOf, type OfferFacts } from './offer.rules.js';

/** A listing as it stands today, without what follows from it. */
export type ListingFacts = Omit<Listing, 'orderable' | 'obstacles'> & OfferFacts;

/** A listing with all that keeps it from being ordered today. */
export function toListing(row: ListingFacts, marketIsOpen: boolean): Listing {
  const obstacles = obstaclesOf(row, marketIsOpen);
  return { ...row, obstacles, orderable: obstacles.length === 0 };
}

import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';

/**
 * What the catalog asks of the modules above it: why a listing cannot really be sold although its dates say so. A
 * module provides its answer under the token, and the catalog finds all of them when the application starts.
 */
export const LISTING_BLOCKER = Symbol('LISTING_BLOCKER');

export const ListingBlockerCode = {
  NO_PRICE: 'NO_PRICE',
  PRICE_BREAK_UNREACHABLE: 'PRICE_BREAK_UNREACHABLE',
  NO_LOCATION: 'NO_LOCATION',
  NO_STOCK: 'NO_STOCK',
} as const;
export type ListingBlockerCode = keyof typeof ListingBlockerCode;

export interface FoundBlocker {
  listingId: string;
  code: ListingBlockerCode;
  /** Whether nobody can buy it as long as this is so; otherwise somebody should look at it. */
  blocks: boolean;
  /** What is so and what to do about it, in English. */
  message: string;
}

export interface ListingBlocker {
  /** What the module knows against any of the listings, by one statement however many they are. */
  blockersOf(ctx: RequestContext, tx: Tx, listingIds: readonly string[]): Promise<FoundBlocker[]>;
}

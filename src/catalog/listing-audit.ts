import type { AuditedChange } from '../platform/audit/index.js';

export type ListingOperation = 'CREATE' | 'UPDATE' | 'PAUSE' | 'RESUME' | 'DELETE';

const EVENTS: Record<ListingOperation, string> = {
  CREATE: 'listing.created',
  UPDATE: 'listing.updated',
  PAUSE: 'listing.paused',
  RESUME: 'listing.resumed',
  DELETE: 'listing.deleted',
};

/** What the audit trail and the outbox are told of a change, whichever way it comes in. */
export function listingRecord(
  listing: { id: string; sku: string; productId: string; marketCode: string },
  operation: ListingOperation,
  change: Pick<AuditedChange, 'version' | 'old' | 'new'>,
): AuditedChange {
  const { id, sku, productId, marketCode } = listing;
  return {
    entity: 'LISTING',
    entityId: id,
    parentId: productId,
    marketCode,
    operation,
    ...change,
    emit: EVENTS[operation],
    payload: { listingId: id, sku, marketCode },
  };
}

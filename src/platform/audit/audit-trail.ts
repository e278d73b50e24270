import type { Facts } from '../../kernel/index.js';
import { actorOf, type RequestContext } from '../access/index.js';
import type { Tx } from '../database/index.js';

export interface AuditedChange {
  /** What changed, such as ORDER or CREDIT_ACCOUNT. */
  entity: string;
  entityId: string;
  operation: string;
  from?: string;
  to?: string;
  /** The version that the change gave the entity. */
  version?: number;
  old?: Facts;
  new?: Facts;
  /** The resellers that may read the record and the event. */
  partyIds?: string[];
  /** The type of the outbox event, where others care. */
  emit?: string;
  payload?: Facts;
}

const RECORD = `SELECT platform.audit($1::jsonb, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10::uuid[], $11, $12::jsonb) AS id`;

/** Writes who did what, in the transaction of the change, and tells others of it through the outbox. */
export async function recordChange(
  ctx: RequestContext,
  tx: Tx,
  change: AuditedChange,
): Promise<void> {
  await tx.named('platform_audit', RECORD, [
    JSON.stringify(actorOf(ctx)),
    change.entity,
    change.entityId,
    change.operation,
    change.from ?? null,
    change.to ?? null,
    change.version ?? null,
    jsonOf(change.old),
    jsonOf(change.new),
    change.partyIds ?? [],
    change.emit ?? null,
    jsonOf(change.payload),
  ]);
}

function jsonOf(facts: Facts | undefined): string | null {
  return facts === undefined ? null : JSON.stringify(facts);
}

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
  /** The market to which the entity belongs: staff of other regions do not read the record. */
  marketCode?: string;
  /** What the entity is a part of, such as the product of a variant: its history then tells of this change too. */
  parentId?: string;
  /** The type of the outbox event, where others care. */
  emit?: string;
  payload?: Facts;
}

// The ids are made first, so that events can name their records: to read a row back, a policy would have to show it,
// and the writer need not be one of its parties.
const RECORDS = `
  WITH given AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, c.*,
      ARRAY(SELECT jsonb_array_elements_text(c."partyIds")::uuid) AS parties
    FROM ROWS FROM (jsonb_to_recordset($2::jsonb) AS (
      entity text, "entityId" uuid, operation text, "from" text, "to" text, version integer, old jsonb, new jsonb,
      "partyIds" jsonb, "marketCode" text, "parentId" uuid, emit text, payload jsonb
    )) WITH ORDINALITY AS c (entity, "entityId", operation, "from", "to", version, old, new, "partyIds", "marketCode",
      "parentId", emit, payload, place)
  ), recorded AS (
    INSERT INTO platform.audit_record (id, actor_kind, actor_user_id, actor_key_id, actor_label, request_id, ip, entity,
      entity_id, operation, from_state, to_state, entity_version, old, new, party_ids, market_code, parent_id)
    SELECT g.id, a ->> 'kind', (a ->> 'userId')::uuid, (a ->> 'keyId')::uuid, a ->> 'label', a ->> 'requestId',
      a ->> 'ip', g.entity, g."entityId", g.operation, g."from", g."to", g.version, g.old, g.new, g.parties,
      g."marketCode", g."parentId"
    FROM given g CROSS JOIN (SELECT $1::jsonb AS a) actor ORDER BY g.place
  )
  INSERT INTO platform.outbox (type, entity, entity_id, audit_id, party_ids, payload)
  SELECT g.emit, g.entity, g."entityId", g.id, g.parties, coalesce(g.payload, '{}')
  FROM given g WHERE g.emit IS NOT NULL ORDER BY g.place`;

/** Writes who did what, in the transaction of the change, and tells others of it through the outbox. */
export function recordChange(ctx: RequestContext, tx: Tx, change: AuditedChange): Promise<void> {
  return recordChanges(ctx, tx, [change]);
}

/** The same for many changes, in their order, by one statement; none when nothing changed. */
export async function recordChanges(
  ctx: RequestContext,
  tx: Tx,
  changes: readonly AuditedChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const records = changes.map((change) => ({ ...change, partyIds: change.partyIds ?? [] }));
  await tx.named('platform_audit', RECORDS, [
    JSON.stringify(actorOf(ctx)),
    JSON.stringify(records),
  ]);
}

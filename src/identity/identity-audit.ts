import { Injectable } from '@nestjs/common';
import type { Facts } from '../kernel/index.js';
import { actorOf, type RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';

export interface IdentityChange {
  entity: 'USER' | 'MEMBERSHIP' | 'API_KEY' | 'SESSION';
  entityId: string;
  operation: string;
  from?: string;
  to?: string;
  old?: Facts;
  new?: Facts;
  /** The resellers that may read the record. */
  partyIds?: string[];
}

/** One audit record per change, in the change's own transaction. */
@Injectable()
export class IdentityAudit {
  async record(ctx: RequestContext, tx: Tx, change: IdentityChange): Promise<void> {
    await tx.query(
      'SELECT platform.audit($1::jsonb, $2, $3, $4, $5, $6, NULL, $7::jsonb, $8::jsonb, $9::uuid[], NULL, NULL)',
      [
        JSON.stringify(actorOf(ctx)),
        change.entity,
        change.entityId,
        change.operation,
        change.from ?? null,
        change.to ?? null,
        change.old === undefined ? null : JSON.stringify(change.old),
        change.new === undefined ? null : JSON.stringify(change.new),
        change.partyIds ?? [],
      ],
    );
  }
}

import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/index.js';

/** Something that must never be so, and is. */
export interface Breach {
  /** Which invariant, such as I5. */
  invariant: string;
  entity: string;
  entityId: string;
  detail: string;
}

@Injectable()
export class InvariantRepository {
  /** Needs sight of all rows: inside runSystem. */
  breaches(tx: Tx): Promise<Breach[]> {
    return tx.query<Breach>(
      `SELECT invariant, entity, entity_id AS "entityId", detail FROM platform.invariants()
       ORDER BY invariant, entity, entity_id`,
    );
  }
}

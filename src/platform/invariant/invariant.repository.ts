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

/** LATE leaves out what would take longer with every order that there ever was; that is checked at night. */
export type InvariantScope = 'ALL' | 'LATE';

const COLUMNS = 'invariant, entity, entity_id AS "entityId", detail';
const ALL = `SELECT ${COLUMNS} FROM platform.invariants() ORDER BY 1, 2, 3`;
const LATE = `SELECT ${COLUMNS} FROM platform.late_invariants() ORDER BY 1, 2, 3`;

@Injectable()
export class InvariantRepository {
  /** Needs sight of all rows: inside runSystem. */
  breaches(tx: Tx, scope: InvariantScope): Promise<Breach[]> {
    return tx.query<Breach>(scope === 'ALL' ? ALL : LATE);
  }
}

import type { Facts } from '../../kernel/index.js';
import type { RequestContext } from '../access/index.js';
import type { Tx } from '../database/index.js';

/** As many rows as one call of `judge`, `write` or `exportBatch` takes or gives. */
export const BULK_ROWS_MAX = 5000;

/** A mistake in one row that its sender can mend. */
export interface RowProblem {
  /** The name of the row's field, such as `unitPrice`; empty when the row as a whole is meant. */
  column: string;
  code: string;
  message: string;
  facts?: Facts;
}

/** What writing a row would do, or did. */
export type RowOutcome =
  { kind: 'CREATE' | 'UPDATE' | 'UNCHANGED' } | { kind: 'ERROR'; problems: RowProblem[] };

/** What a module lets others write by the thousand. Rows are of the right types already. */
export interface BulkTarget<Row> {
  /**
   * What writing would do, in the order of the rows (at most BULK_ROWS_MAX); a fixed number of statements; it locks and
   * writes nothing.
   */
  judge(ctx: RequestContext, tx: Tx, rows: readonly Row[]): Promise<RowOutcome[]>;
  /**
   * Writes the rows that have no error, with audit (and outbox); set-based, a fixed number of statements. Of two rows
   * for the same thing the later one is an error. Must be called in a unit of work that writes.
   *
   * It raises the catalog revision of each market that it touched as its last statement. Only when `touched` is given
   * does it leave that to the caller, and adds the codes of the markets there instead: raising locks the market's row
   * until COMMIT, and a transaction of many batches must not keep orders waiting from its first batch on.
   */
  write(
    ctx: RequestContext,
    tx: Tx,
    rows: readonly Row[],
    touched?: Set<string>,
  ): Promise<RowOutcome[]>;
}

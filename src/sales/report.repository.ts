import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { ReadRow } from './report.rules.js';
import { wholeSalesSql, type SalesStatement } from './sales-query.sql.js';
import type { SalesAnswer } from './sales.repository.js';

const BATCH_ROWS = 1000;

/** Everything but the rows. */
export type ReportHead = Pick<SalesAnswer, 'total' | 'totals' | 'rates' | 'names'>;

export interface OpenReport {
  head: ReportHead;
  batches: AsyncGenerator<ReadRow[], void>;
  /** When the last row has left the database, whoever still has to read it. */
  ended: Promise<void>;
}

@Injectable()
export class ReportRepository {
  /** Asks, and waits for the first answer; the rows come as they are taken, while the transaction lasts. */
  async open(tx: Tx, statement: SalesStatement): Promise<OpenReport> {
    const { text, values } = wholeSalesSql(statement);
    await tx.query(text, values);
    const first = await fetchRows(tx);
    const head = first[0]?.head;
    if (!head) throw new Error('A report answered nothing.');
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    return { head, batches: batchesOf(tx, first, end), ended };
  }
}

interface FetchedRow {
  head: ReportHead | null;
  entry: ReadRow | null;
}

function fetchRows(tx: Tx): Promise<FetchedRow[]> {
  return tx.query(`FETCH ${BATCH_ROWS} FROM sales_report`);
}

async function* batchesOf(
  tx: Tx,
  first: FetchedRow[],
  end: () => void,
): AsyncGenerator<ReadRow[], void> {
  for (let rows = first; ; rows = await fetchRows(tx)) {
    if (rows.length < BATCH_ROWS) end();
    const entries = rows.flatMap(({ entry }) => entry ?? []);
    if (entries.length > 0) yield entries;
    if (rows.length < BATCH_ROWS) return;
  }
}

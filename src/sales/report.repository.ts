import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { ReadRow } from './report.rules.js';
import { wholeSalesSql, type SalesStatement } from './sales-query.sql.js';
import type { SalesAnswer } from './sales.repository.js';

const BATCH_ROWS = 1000;

/** Everything but the rows. */
export type ReportHead = Pick<SalesAnswer, 'total' | 'totals' | 'rates'>;

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
    const [first] = await tx.query<{ entry: ReportHead }>('FETCH 1 FROM sales_report');
    if (first === undefined) throw new Error('A report answered nothing.');
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    return { head: first.entry, batches: this.batches(tx, end), ended };
  }

  private async *batches(tx: Tx, end: () => void): AsyncGenerator<ReadRow[], void> {
    for (;;) {
      const rows = await tx.query<{ entry: ReadRow }>(`FETCH ${BATCH_ROWS} FROM sales_report`);
      if (rows.length < BATCH_ROWS) end();
      if (rows.length > 0) yield rows.map(({ entry }) => entry);
      if (rows.length < BATCH_ROWS) return;
    }
  }
}

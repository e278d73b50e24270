import type { RequestContext } from '../access/index.js';
import type { Tx } from '../database/index.js';

/** Narrows what is read out. A filter that does not apply to the kind of row is not given. */
export interface ExportFilter {
  marketCode?: string;
  priceListCode?: string;
  locationCode?: string;
}

export interface ExportBatch<Row> {
  rows: Row[];
  /** Where the next batch begins; null when this was the last one. */
  after: string | null;
}

/** What a module lets others read out by the thousand, in a fixed order, each row as `BulkTarget.write` takes it. */
export interface BulkSource<Row> {
  /** At most `limit` rows (BULK_ROWS_MAX at most) that follow `after`; null begins at the beginning. */
  exportBatch(
    ctx: RequestContext,
    tx: Tx,
    filter: ExportFilter,
    after: string | null,
    limit: number,
  ): Promise<ExportBatch<Row>>;
}

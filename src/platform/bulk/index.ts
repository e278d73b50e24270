export type { BulkSource, ExportBatch, ExportFilter } from './bulk-source.js';
export { BULK_ROWS_MAX, type BulkTarget, type RowOutcome, type RowProblem } from './bulk-target.js';
export { BulkMode } from './bulk-mode.enum.js';

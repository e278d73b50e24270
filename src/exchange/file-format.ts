import type { FileColumns } from './file-header.rules.js';
import type { RowCells } from './row-cells.rules.js';

/** How the rows of one kind stand in a file. */
export interface FileFormat<Row> {
  readonly columns: FileColumns;
  /** Notes in the cells what is wrong with them. */
  read(cells: RowCells): Row;
  /** By column; what is left out is an empty cell. */
  write(row: Row): Record<string, string | number | null>;
  /** What the row is about: two rows of a file must not be about the same thing. */
  keyOf(row: Row): readonly (string | number)[];
  /** The column at which a second row about the same thing is pointed out. */
  readonly keyColumn: string;
}

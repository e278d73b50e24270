import { isDay, isStorableText } from '../kernel/index.js';
import type { RowProblem } from '../platform/bulk/index.js';
import { readCell } from '../platform/csv/formula-cell.rules.js';

/** Longer than any code, SKU or number of ours; what is longer need not be looked up. */
const WORD_LENGTH_MAX = 200;
const INT4_MAX = 2_147_483_647;
const WHOLE = /^-?\d{1,10}$/;
const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;

/** Reads the cells of one row by the names of their columns, and notes everything that is wrong with them. */
export class RowCells {
  readonly problems: RowProblem[] = [];

  constructor(private readonly cells: ReadonlyMap<string, string>) {}

  /** The columns of a family that the file has, such as `name:de`: the part behind the colon. */
  members(family: string): string[] {
    const start = `${family}:`;
    return [...this.cells.keys()]
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length));
  }

  has(column: string): boolean {
    return this.cells.has(column);
  }

  /** A text as it stands; null when the cell is empty or the file has no such column. */
  text(column: string): string | null {
    const value = readCell(this.cells.get(column) ?? '');
    return value === '' ? null : value;
  }

  /** A code or a name without blanks around it. */
  word(column: string): string | null {
    const value = this.text(column)?.trim() ?? '';
    if (value.length > WORD_LENGTH_MAX) {
      this.invalid(column, 'LENGTH', `may have at most ${WORD_LENGTH_MAX} characters`);
      return null;
    }
    return value === '' ? null : value;
  }

  requiredWord(column: string): string {
    return this.required(column, this.word(column), '');
  }

  /** A whole number in plain digits; null when the cell is empty. */
  whole(column: string): number | null {
    const value = this.plain(column);
    if (value === null) return null;
    const parsed = WHOLE.test(value) ? Number(value) : Number.NaN;
    if (Math.abs(parsed) <= INT4_MAX) return parsed;
    this.invalid(column, 'WHOLE_NUMBER', 'must be a whole number in plain digits, such as 12');
    return null;
  }

  requiredWhole(column: string): number {
    return this.required(column, this.whole(column), 0);
  }

  /** A decimal with a point, as text; null when the cell is empty. */
  decimal(column: string): string | null {
    const value = this.plain(column);
    if (value === null || DECIMAL.test(value)) return value;
    this.invalid(
      column,
      'DECIMAL',
      'must be a plain decimal with a point and without separators, such as 1299.00',
    );
    return null;
  }

  /** A day as YYYY-MM-DD; null when the cell is empty. */
  day(column: string): string | null {
    const value = this.plain(column);
    if (value === null || isDay(value)) return value;
    this.invalid(column, 'DATE', 'must be a day, such as 2018-02-28');
    return null;
  }

  private plain(column: string): string | null {
    const value = this.text(column)?.trim() ?? '';
    return value === '' ? null : value;
  }

  private required<T>(column: string, value: T | null, otherwise: T): T {
    if (value !== null) return value;
    // A cell that was refused already needs no second problem.
    if (!this.problems.some((problem) => problem.column === column)) {
      this.problems.push({ column, code: 'REQUIRED', message: `${column} is missing.` });
    }
    return otherwise;
  }

  private invalid(column: string, rule: string, sentence: string): void {
    this.problems.push({
      column,
      code: 'INVALID_VALUE',
      message: `${column} ${sentence}.`,
      facts: { rule },
    });
  }
}

/** A row of a file, as it is kept. */
export interface StoredCells {
  cells: string[];
  /** What is wrong with it before anybody asks what it means. */
  problems: RowProblem[];
}

/** What can be kept of a row; `names` are the columns of the header. */
export function storedCells(
  cells: readonly string[],
  names: readonly (string | null)[],
): StoredCells {
  const problems: RowProblem[] = [];
  if (cells.length !== names.length) {
    problems.push({
      column: '',
      code: 'INVALID_VALUE',
      message: `This row has ${cells.length} cells, the first line has ${names.length}.`,
      facts: { rule: 'CELL_COUNT', cells: cells.length, columns: names.length },
    });
  }
  const kept = cells.map((cell, index) => {
    if (isStorableText(cell)) return cell;
    problems.push({
      column: names[index] ?? '',
      code: 'INVALID_VALUE',
      message: `${names[index] ?? 'A cell'} contains characters that cannot be stored.`,
      facts: { rule: 'CHARACTERS' },
    });
    return cell.replaceAll('\0', '\ufffd');
  });
  return { cells: kept, problems };
}

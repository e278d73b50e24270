import { checkQuantity, checkText, isStorableText, type Problem } from '../kernel/index.js';
import {
  ON_HAND_MAX,
  stillAllocated,
  unknownLocation,
  unknownSku,
  type StockProblem,
} from './stock.problems.js';

/** What was counted of a SKU at a location. */
export interface StockRow {
  locationCode: string;
  sku: string;
  onHand: number;
  /** Needed where the count is another number than the level's. */
  reason: string;
}

/** Where a row leads, and what is known to be there; the level is null where there is none yet. */
export interface FoundPlace {
  variantId: string | null;
  locationId: string | null;
  onHand: number | null;
}

/** The path of a row's problem is the name of its field. */
export type RowJudgement =
  | { kind: 'CREATE' | 'UPDATE'; variantId: string; locationId: string }
  | { kind: 'UNCHANGED' }
  | { kind: 'ERROR'; problems: Problem[] };

const CODE_MAX = 40;
const REASON_MAX = 500;

export function normalRow(row: StockRow): StockRow {
  return {
    locationCode: row.locationCode.trim(),
    sku: row.sku.trim(),
    onHand: row.onHand,
    reason: row.reason.trim(),
  };
}

/** The text as it may be looked for: what cannot be stored cannot be found. */
export function searchable(text: string): string {
  return isStorableText(text) ? text : '';
}

/** All that is wrong with each row, in their order; `found` has a place for each. */
export function judgeRows(rows: readonly StockRow[], found: readonly FoundPlace[]): RowJudgement[] {
  const seen = new Map<string, number>();
  return rows.map((row, index) => {
    const place = found[index] ?? { variantId: null, locationId: null, onHand: null };
    const key = `${row.locationCode} ${row.sku}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    const problems = [
      ...judgePlace(row, place),
      ...checkQuantity(row.onHand, { path: ['onHand'], min: 0, max: ON_HAND_MAX }),
      ...(first === undefined ? [] : [repeated(row, first)]),
      ...checkText(row.reason, { path: ['reason'], max: REASON_MAX }),
    ];
    if (problems.length > 0) return { kind: 'ERROR', problems };
    return judgeChange(row, place);
  });
}

/** More is promised there than orders hold, so that it cannot be taken back. */
export function leftAsItWas(onHand: number, allocated: number): Problem {
  return { ...stillAllocated(onHand, allocated), path: ['onHand'] };
}

function judgePlace(row: StockRow, { variantId, locationId }: FoundPlace): Problem[] {
  const code = checkText(row.locationCode, {
    path: ['locationCode'],
    max: CODE_MAX,
    required: true,
  });
  const sku = checkText(row.sku, { path: ['sku'], max: CODE_MAX, required: true });
  return [
    ...orElse(code, locationId === null ? unknownLocation(row.locationCode) : null, 'locationCode'),
    ...orElse(sku, variantId === null ? unknownSku(row.sku) : null, 'sku'),
  ];
}

/** What is wrong with the text itself says more than that nothing has that name. */
function orElse(problems: Problem[], unknown: StockProblem | null, column: string): Problem[] {
  if (problems.length > 0 || unknown === null) return problems;
  return [{ ...unknown, path: [column] }];
}

function judgeChange(row: StockRow, place: FoundPlace): RowJudgement {
  const { variantId, locationId, onHand } = place;
  if (variantId === null || locationId === null || row.onHand === (onHand ?? 0)) {
    return { kind: 'UNCHANGED' };
  }
  const problems = checkText(row.reason, { path: ['reason'], max: REASON_MAX, required: true });
  if (problems.length > 0) return { kind: 'ERROR', problems };
  return { kind: onHand === null ? 'CREATE' : 'UPDATE', variantId, locationId };
}

function repeated(row: StockRow, first: number): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message: `${row.sku} at ${row.locationCode} was counted in row ${first} already.`,
    path: ['sku'],
  };
}

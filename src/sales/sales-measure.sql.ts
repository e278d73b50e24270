import type { SalesMeasure } from './sales-question.rules.js';

/** What sources have, and measures are made of. */
export const BASE = [
  'booked_minor',
  'cancelled_minor',
  'credited_minor',
  'billed_minor',
  'booked_units',
  'cancelled_units',
  'credited_units',
  'billed_units',
  'orders',
] as const;
export type Base = (typeof BASE)[number];

const NET: readonly Base[] = ['booked_minor', 'cancelled_minor', 'credited_minor'];
const NET_PIECES: readonly Base[] = ['booked_units', 'cancelled_units', 'credited_units'];

interface Measure {
  kind: 'AMOUNT' | 'COUNT' | 'PRICE';
  needs: readonly Base[];
  /** The first of what it needs, less all others. */
}

const MEASURES: Record<SalesMeasure, Measure> = {
  NET_SALES: { kind: 'AMOUNT', needs: NET },
  BOOKINGS: { kind: 'AMOUNT', needs: ['booked_minor'] },
  CANCELLATIONS: { kind: 'AMOUNT', needs: ['cancelled_minor'] },
  CREDITS: { kind: 'AMOUNT', needs: ['credited_minor'] },
  BILLINGS: { kind: 'AMOUNT', needs: ['billed_minor'] },
  NET_UNITS: { kind: 'COUNT', needs: NET_PIECES },
  BOOKED_UNITS: { kind: 'COUNT', needs: ['booked_units'] },
  CANCELLED_UNITS: { kind: 'COUNT', needs: ['cancelled_units'] },
  CREDITED_UNITS: { kind: 'COUNT', needs: ['credited_units'] },
  BILLED_UNITS: { kind: 'COUNT', needs: ['billed_units'] },
  ORDERS: { kind: 'COUNT', needs: ['orders'] },
  AVERAGE_SELLING_PRICE: { kind: 'PRICE', needs: [...NET, ...NET_PIECES] },
};

export function neededBy(measures: readonly SalesMeasure[]): Base[] {
  const needs = new Set(measures.flatMap((measure) => MEASURES[measure].needs));
  return BASE.filter((base) => needs.has(base));
}

/**
 * The measure from sums of what it needs, which `of` names; amounts in the currency's own units, rounded here and never
 * before, half away from zero. `u` is the currency.
 */
export function measureSql(measure: SalesMeasure, of: (base: Base) => string): string {
  const { kind, needs } = MEASURES[measure];
  const lessOthers = (bases: readonly Base[]) => `(${bases.map(of).join(' - ')})`;
  if (kind === 'COUNT') return `${lessOthers(needs)}::numeric`;
  if (kind === 'AMOUNT') return `round(${lessOthers(needs)} * u.minor_unit, u.minor_digits)`;
  return `round(${lessOthers(NET)} * u.minor_unit / nullif(${lessOthers(NET_PIECES)}, 0), u.minor_digits)`;
}

/** What shares are made of: sums before any rounding; none where rows overlap or nothing is added. */
export function shareBaseSql(measure: SalesMeasure, of: (base: Base) => string): string | null {
  const { kind, needs } = MEASURES[measure];
  return kind === 'PRICE' || measure === 'ORDERS'
    ? null
    : `(${needs.map(of).join(' - ')})::numeric`;
}

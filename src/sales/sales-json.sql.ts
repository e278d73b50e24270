import type { Bind } from './bind.sql.js';
import type { Aggregate } from './sales-aggregate.sql.js';
import type { SalesDimension, SalesMeasure } from './sales-question.rules.js';
import { LATE_NAMES } from './sales-source.sql.js';

export function keysJson(groupBy: readonly SalesDimension[]): string {
  const keys = groupBy.map((dimension, n) => {
    const name = LATE_NAMES[dimension]?.(`r.i${n}`) ?? `r.n${n}`;
    return `json_build_object('id', r.i${n}, 'code', r.c${n}, 'name', ${name})`;
  });
  return `json_build_array(${keys.join(', ')})`;
}

/** Shares are worked out here, for the rows that are shown alone. */
export function valuesJson(measures: readonly SalesMeasure[], isCompared: boolean): string {
  const values = measures.map((_, n) => {
    const share = `round(100 * r.s${n} / nullif(r.a${n}, 0), 2)::text`;
    if (!isCompared) return `json_build_array(r.v${n}::text, ${share})`;
    return `json_build_array(r.v${n}::text, ${share}, r.p${n}::text, (r.v${n} - r.p${n})::text,
      round(100 * (r.v${n} - r.p${n}) / nullif(abs(r.p${n}), 0), 2)::text)`;
  });
  return `json_build_array(${values.join(', ')})`;
}

/** From whom the rates are, and which were taken of another day, or are missing. */
export function ratesJson(asked: readonly (readonly [string, Aggregate])[], bind: Bind): string {
  const currency = asked[0]?.[1].reportingCurrency ?? null;
  if (currency === null) return 'NULL::json';
  const to = bind.add(currency, 'text');
  const legs = asked.flatMap(([name]) => [
    `SELECT currency_code AS code, day, from_day AS used, from_source AS source FROM ${name}_rate`,
    `SELECT ${to}, day, to_day, to_source FROM ${name}_rate`,
  ]);
  return `(SELECT json_build_object(
      'sources', coalesce(json_agg(DISTINCT e.source) FILTER (WHERE e.source IS NOT NULL), '[]'),
      'other', coalesce(json_agg(json_build_object('currency', e.code, 'day', e.day, 'used', e.used) ORDER BY e.code, e.day)
        FILTER (WHERE e.used IS DISTINCT FROM e.day), '[]'))
    FROM (${legs.join(' UNION ')}) e)`;
}

import { Bind } from './bind.sql.js';
import { aggregateSql, selectionSql, type Aggregate } from './sales-aggregate.sql.js';
import { measureSql } from './sales-measure.sql.js';
import { namesSql, type SalesNamed } from './sales-names.sql.js';
import type { SalesMeasure } from './sales-question.rules.js';

/** What every source must agree on; orders besides, where a source counts them. */
export const COMPARED: readonly SalesMeasure[] = [
  'BOOKINGS',
  'CANCELLATIONS',
  'CREDITS',
  'BILLINGS',
  'BOOKED_UNITS',
  'CANCELLED_UNITS',
  'CREDITED_UNITS',
  'BILLED_UNITS',
];

/**
 * One statement, so one snapshot. The lines of orders know no days: they are compared, as they are now, with the bookings and
 * cancellations of all days of the lines that were booked in the days asked for.
 */
export function reconcileSql(
  sources: readonly Aggregate[],
  facts: Aggregate,
  named: SalesNamed,
): { text: string; values: unknown[] } {
  const bind = new Bind();
  const names = namesSql(named, bind);
  const ctes = sources.map((aggregate, n) => aggregateSql(`r${n}`, aggregate, bind));
  const readings = sources.map(({ source, base }, n) => {
    const of = (column: string) => `r.${column}`;
    const values = COMPARED.map((measure) => `(${measureSql(measure, of)})::text`);
    const orders = base.includes('orders') ? 'r.orders::text' : 'NULL';
    return `SELECT '${source}' AS source, u.code AS currency, json_build_array(${values.join(', ')}) AS values,
      ${orders} AS orders FROM r${n} r JOIN sales.currency_key u ON u.currency_key = r.cur`;
  });
  const first = bind.add(facts.from, 'date');
  const last = bind.add(facts.to, 'date');
  const text = `WITH ${[...names.tables, ...ctes].join(', ')}, booked AS MATERIALIZED (
      SELECT DISTINCT e.order_id, e.line_ids[l.line_no] AS line_id, l.currency_key
      FROM (SELECT l.event_key, l.line_no, l.currency_key ${selectionSql(facts, bind)} AND l.kind = 'BOOKING') l
      JOIN sales.event e ON e.event_key = l.event_key AND e.day >= ${first} AND e.day <= ${last}
    ), lines AS (
      SELECT b.currency_key, sum(o.quantity) AS units, sum(o.net_minor) AS minor
      FROM booked b JOIN orders.booked_line_v o ON o.line_id = b.line_id GROUP BY 1
    ), their_facts AS (
      SELECT b.currency_key, sum(f.booked_units - f.cancelled_units) AS units, sum(f.booked_minor - f.cancelled_minor) AS minor
      FROM booked b
      JOIN sales.event e ON e.order_id = b.order_id AND e.kind IN ('BOOKING', 'CANCELLATION')
      JOIN sales.line_now_v f ON f.event_key = e.event_key AND f.date_key >= sales.date_key(${first})
        AND e.line_ids[f.line_no] = b.line_id
      GROUP BY 1
    )
    SELECT coalesce((SELECT json_agg(s ORDER BY s.source, s.currency COLLATE "C") FROM (${readings.join(' UNION ALL ')}) s), '[]') AS readings,
      coalesce((SELECT json_agg(json_build_object('currency', u.code, 'lineUnits', coalesce(l.units, 0)::text,
          'factUnits', coalesce(f.units, 0)::text, 'lineAmount', round(coalesce(l.minor, 0) * u.minor_unit, u.minor_digits)::text,
          'factAmount', round(coalesce(f.minor, 0) * u.minor_unit, u.minor_digits)::text) ORDER BY u.code COLLATE "C")
        FROM lines l FULL JOIN their_facts f USING (currency_key) JOIN sales.currency_key u USING (currency_key)), '[]') AS lines,
      ${names.found} AS names,
      now() AS "asOf"`;
  return { text, values: bind.values };
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const HEAD = `(p_currencies text[], p_days date[], p_to text)
    RETURNS TABLE (currency_code text, day date, factor numeric, minor_factor numeric,
      from_rate numeric, from_day date, from_source text, to_rate numeric, to_day date, to_source text)
    LANGUAGE sql STABLE`;

// How many rows there are of each, PostgreSQL cannot know, and loops over two of them would take minutes for a few years.
// Without loops, costs look so high to PostgreSQL before 18 that it would compile such a statement, for longer than it runs.
// The integer division rounds half away from zero exactly; a plain one would round to a number of digits of its own.
const BY_SET = `
  CREATE OR REPLACE FUNCTION sales.conversions${HEAD} SET search_path = sales, pg_temp SET enable_nestloop = off SET jit = off AS $$
    WITH asked AS MATERIALIZED (
      SELECT a.code, a.day, c.minor_digits FROM unnest(p_currencies, p_days) AS a (code, day)
      JOIN market.currency c ON c.code = a.code
    ), needed AS MATERIALIZED (
      SELECT code FROM asked WHERE code NOT IN ('EUR', p_to) UNION SELECT p_to WHERE p_to <> 'EUR'
    ), earlier AS MATERIALIZED (
      SELECT (SELECT r FROM exchange_rate r WHERE r.currency_code = n.code AND r.day <= (SELECT min(day) FROM asked)
        ORDER BY r.day DESC LIMIT 1) AS r FROM needed n
    ), known AS MATERIALIZED (
      SELECT (r).currency_code AS code, (r).day, (r).rate, (r).source FROM earlier WHERE (r).day IS NOT NULL
      UNION ALL
      SELECT r.currency_code, r.day, r.rate, r.source FROM exchange_rate r
      WHERE r.currency_code = ANY (ARRAY(SELECT code FROM needed))
        AND r.day > (SELECT min(day) FROM asked) AND r.day <= (SELECT max(day) FROM asked)
    ), found AS (
      SELECT code, day, is_asked,
        max(day) FILTER (WHERE NOT is_asked) OVER (PARTITION BY code ORDER BY day, is_asked) AS known_day
      FROM (
        SELECT code, day, false AS is_asked FROM known
        UNION ALL SELECT n.code, d.day, true FROM needed n CROSS JOIN (SELECT DISTINCT day FROM asked) d
      ) l
    ), taken AS MATERIALIZED (
      SELECT f.code, f.day AS asked_day, k.rate, k.day, k.source
      FROM found f JOIN known k ON k.code = f.code AND k.day = f.known_day WHERE f.is_asked
    ), pair AS MATERIALIZED (
      SELECT a.code, a.day, a.minor_digits,
        CASE WHEN a.code IN ('EUR', p_to) THEN 1 ELSE f.rate END AS from_rate,
        CASE WHEN a.code IN ('EUR', p_to) THEN a.day ELSE f.day END AS from_day,
        f.source AS from_source,
        CASE WHEN p_to IN ('EUR', a.code) THEN 1 ELSE t.rate END AS to_rate,
        CASE WHEN p_to IN ('EUR', a.code) THEN a.day ELSE t.day END AS to_day,
        CASE WHEN a.code <> p_to THEN t.source END AS to_source
      FROM asked a
      LEFT JOIN taken f ON f.code = a.code AND f.asked_day = a.day AND a.code <> p_to
      LEFT JOIN (SELECT * FROM taken WHERE code = p_to) t ON t.asked_day = a.day
    ), worth AS MATERIALIZED (
      SELECT p.*, div(2 * p.to_rate * 1e20 + p.from_rate, 2 * p.from_rate) * 0.00000000000000000001 AS factor FROM pair p
    )
    SELECT w.code, w.day, w.factor, trim_scale(w.factor * (10::numeric ^ (t.minor_digits - w.minor_digits))),
      w.from_rate, w.from_day, w.from_source, w.to_rate, w.to_day, w.to_source
    FROM worth w CROSS JOIN market.currency t WHERE t.code = p_to
  $$;
`;

const BY_ROW = `
  CREATE OR REPLACE FUNCTION sales.conversions${HEAD} SET search_path = sales, pg_temp AS $$
    SELECT g.currency_code, g.day, x.factor,
      trim_scale(x.factor * (10::numeric ^ (t.minor_digits - f.minor_digits))),
      fr.rate, fr.day, fr.source, tr.rate, tr.day, tr.source
    FROM unnest(p_currencies, p_days) AS g (currency_code, day)
    JOIN market.currency f ON f.code = g.currency_code
    JOIN market.currency t ON t.code = p_to
    LEFT JOIN LATERAL (
      SELECT r.rate, r.day, r.source FROM exchange_rate r
      WHERE r.currency_code = g.currency_code AND r.day <= g.day AND g.currency_code <> p_to ORDER BY r.day DESC LIMIT 1
    ) fs ON true
    LEFT JOIN LATERAL (
      SELECT r.rate, r.day, r.source FROM exchange_rate r
      WHERE r.currency_code = p_to AND r.day <= g.day AND g.currency_code <> p_to ORDER BY r.day DESC LIMIT 1
    ) ts ON true
    CROSS JOIN LATERAL (SELECT
      CASE WHEN g.currency_code IN ('EUR', p_to) THEN 1 ELSE fs.rate END AS rate,
      CASE WHEN g.currency_code IN ('EUR', p_to) THEN g.day ELSE fs.day END AS day,
      CASE WHEN g.currency_code IN ('EUR', p_to) THEN NULL ELSE fs.source END AS source) fr
    CROSS JOIN LATERAL (SELECT
      CASE WHEN p_to IN ('EUR', g.currency_code) THEN 1 ELSE ts.rate END AS rate,
      CASE WHEN p_to IN ('EUR', g.currency_code) THEN g.day ELSE ts.day END AS day,
      CASE WHEN p_to IN ('EUR', g.currency_code) THEN NULL ELSE ts.source END AS source) tr
    CROSS JOIN LATERAL (SELECT
      div(2 * tr.rate * 1e20 + fr.rate, 2 * fr.rate) * 0.00000000000000000001 AS factor) x
  $$;
`;

/** The rates of many days are found in one pass over the rates of those days, and no more for each of them. */
export class SalesConversionsBySet1700000440300 implements MigrationInterface {
  readonly name = 'SalesConversionsBySet1700000440300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BY_SET);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(BY_ROW);
  }
}

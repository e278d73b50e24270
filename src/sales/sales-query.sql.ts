import { Bind } from './bind.sql.js';
import { aggregateSql, type Aggregate } from './sales-aggregate.sql.js';
import { keysJson, ratesJson, valuesJson } from './sales-json.sql.js';
import { measureSql, shareBaseSql, type Base } from './sales-measure.sql.js';
import { namesSql, type SalesNamed } from './sales-names.sql.js';
import { NAMES } from './sales-source.sql.js';
import type {
  SalesDimension,
  SalesMeasure,
  SalesSorting,
  SalesThreshold,
} from './sales-question.rules.js';

/** Everything that a statement must know; the aggregates agree on groups, periods and base. */
export interface SalesStatement {
  named: SalesNamed;
  rows: Aggregate;
  compared: Aggregate | null;
  totals: Aggregate | null;
  comparedTotals: Aggregate | null;
  measures: readonly SalesMeasure[];
  having: readonly SalesThreshold[];
  orderBy: readonly SalesSorting[];
  /** The values of the last row of the page before, as orderTerms names them. */
  after: readonly unknown[] | undefined;
  fetch: number;
}

/** Something that rows are in order of; `kind` is what a cursor holds of it. */
export interface OrderTerm {
  sql: string;
  type: 'numeric' | 'date' | 'text' | 'int';
  descending: boolean;
}

const TEXT_KEYS: readonly SalesDimension[] = ['TIER', 'TECHNOLOGY'];

/** What was asked for first, then everything else that tells rows apart. */
export function orderTerms({ rows, measures, orderBy }: SalesStatement): OrderTerm[] {
  const { groupBy, timeGrain } = rows;
  const terms: OrderTerm[] = [];
  const done = new Set<string>();
  const add = ({ measure, dimension, descending }: Omit<SalesSorting, 'period'>) => {
    const name = measure ?? dimension ?? 'period';
    if (done.has(name)) return;
    done.add(name);
    if (measure !== null) {
      // Where there is no value, the row stands at the end either way.
      const none = descending ? '-Infinity' : 'Infinity';
      const sql = `coalesce(r.v${measures.indexOf(measure)}, '${none}'::numeric)`;
      terms.push({ sql, type: 'numeric', descending });
    } else if (dimension !== null) {
      const n = groupBy.indexOf(dimension);
      // Names can be so long that a cursor could not hold four of them; those that begin alike follow by their keys.
      const sql = `left(coalesce(r.c${n}, r.n${n}, ''), 100) COLLATE "C"`;
      const label = { sql, type: 'text' } as const;
      terms.push({ ...label, descending });
      if (TEXT_KEYS.includes(dimension)) return;
      terms.push({ sql: `r.k${n}`, type: 'int', descending });
    } else {
      terms.push({ sql: 'r.period', type: 'date', descending });
    }
  };
  for (const sorting of orderBy) add(sorting);
  const plain = { measure: null, dimension: null, descending: false };
  if (timeGrain !== null) add(plain);
  for (const dimension of groupBy) add({ ...plain, dimension });
  terms.push({ sql: 'r.currency COLLATE "C"', type: 'text', descending: false });
  return terms;
}

/** What a statement is made of: tables of its WITH, and pieces that read them. */
function piecesOf(statement: SalesStatement, page: Page | null, bind: Bind) {
  const { rows, compared, totals, comparedTotals, measures } = statement;
  const named = [
    ['now_rows', rows],
    ['then_rows', compared],
    ['now_all', totals],
    ['then_all', comparedTotals],
  ] as const;
  const asked = named.filter((entry): entry is [(typeof entry)[0], Aggregate] => entry[1] !== null);
  const names = namesSql(statement.named, bind);
  const ctes = asked.map(([name, aggregate]) => aggregateSql(name, aggregate, bind));
  const terms = orderTerms(statement);
  const near = page === null ? null : nearSql(terms, page);
  // A value that is bound must be used: where there are no totals, nothing of theirs is written.
  const all =
    totals === null
      ? ''
      : `, all_measured AS (${measuredSql('now_all', comparedTotals && 'then_all', { ...statement, rows: totals }, bind)})`;
  return {
    found: names.found,
    tables: `${[...names.tables, ...ctes].join(', ')},
    measured AS (${measuredSql('now_rows', compared && 'then_rows', statement, bind)}),
    passing AS MATERIALIZED (SELECT * FROM measured m ${thresholdsSql(statement, bind)}),
    ${near ?? ''}
    ${labelsSql(rows.groupBy, near === null ? 'passing' : 'near')}
    listed AS MATERIALIZED (${listedSql(rows.groupBy, near === null ? 'passing' : 'near')})
    ${all}`,
    terms,
    order: terms.map(({ sql, descending }) => `${sql} ${descending ? 'DESC' : 'ASC'}`).join(', '),
    total: '(SELECT count(*)::int FROM passing)',
    row: `'keys', ${keysJson(rows.groupBy)}, 'period', r.period, 'currency', r.currency, 'values', ${valuesJson(measures, compared !== null)}`,
    totals:
      totals === null
        ? 'NULL::json'
        : `(SELECT coalesce(json_agg(json_build_object('currency', r.currency, 'values', ${valuesJson(measures, compared !== null)}) ORDER BY r.currency COLLATE "C"), '[]') FROM all_measured r)`,
    rates: ratesJson(asked, bind),
  };
}

/** Which rows a page has, as parameters: how many, and the values of the last row before it. */
interface Page {
  fetch: string;
  after: string[] | undefined;
}

/** One statement, so that rows, totals and what they are compared with are of one snapshot. */
export function salesSql(statement: SalesStatement): { text: string; values: unknown[] } {
  const bind = new Bind();
  const asked: Page = {
    fetch: bind.add(statement.fetch, 'int'),
    after:
      statement.after &&
      orderTerms(statement).map(({ type }, n) => bind.add(statement.after?.[n], type)),
  };
  const { tables, terms, order, total, row, totals, rates, found } = piecesOf(
    statement,
    asked,
    bind,
  );
  const text = `WITH ${tables}
    , page AS (
      SELECT r.*, json_build_array(${terms.map(({ sql }) => `(${sql})::text`).join(', ')}) AS terms
      FROM listed r ${afterSql(terms, asked)}
      ORDER BY ${order} LIMIT ${asked.fetch})
    SELECT ${total} AS total,
      coalesce((SELECT json_agg(json_build_object(${row}, 'terms', r.terms) ORDER BY ${order}) FROM page r), '[]') AS rows,
      ${totals} AS totals,
      ${rates} AS rates,
      ${found} AS names,
      now() AS "asOf"`;
  return { text, values: bind.values };
}

/**
 * The same without pages, as the cursor sales_report: a column of rows in order, and beside the first of them everything
 * else. Where there are no rows, that comes alone. It is one statement, too, and rows become JSON as they are fetched.
 */
export function wholeSalesSql(statement: SalesStatement): { text: string; values: unknown[] } {
  const bind = new Bind();
  const { tables, order, total, row, totals, rates, found } = piecesOf(statement, null, bind);
  const text = `DECLARE sales_report NO SCROLL CURSOR FOR WITH ${tables}
    SELECT CASE WHEN row_number() OVER (ORDER BY ${order}) = 1
        THEN json_build_object('total', ${total}, 'totals', ${totals}, 'rates', ${rates}, 'names', ${found}) END AS head,
      CASE WHEN r.currency IS NOT NULL THEN json_build_object(${row}) END AS entry
    FROM (SELECT) one LEFT JOIN listed r ON true ORDER BY ${order}`;
  return { text, values: bind.values };
}

/**
 * Names cost more than sums where there are thousands of rows. Where something else comes first in their order, only those
 * rows need names that can be of the page by that alone; rows that are alike in it are all kept.
 */
function nearSql(terms: OrderTerm[], { fetch, after }: Page): string | null {
  const [first] = terms;
  if (first === undefined || !['numeric', 'date'].includes(first.type)) return null;
  const { sql, descending } = first;
  const [beyond, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
  const from = after?.[0];
  return `last_near AS MATERIALIZED (
      SELECT ${sql} AS term FROM passing r ${from === undefined ? '' : `WHERE ${sql} ${beyond} ${from}`}
      ORDER BY 1 ${direction} OFFSET ${fetch} - 1 LIMIT 1),
    near AS MATERIALIZED (
      SELECT r.* FROM passing r WHERE NOT EXISTS (SELECT FROM last_near l WHERE ${sql} ${beyond} l.term)
      ${from === undefined ? '' : `AND (${sql} ${beyond} ${from} OR ${sql} = ${from})`}),`;
}

/** Keys, period, currency, and per measure n its value vn, sn of all an, which is its share, and what it was before, pn. */
function measuredSql(
  now: string,
  then: string | null,
  { rows, measures }: Pick<SalesStatement, 'rows' | 'measures'>,
  bind: Bind,
): string {
  const keys = [...rows.groupBy.map((_, n) => `k${n}`), 'period', 'cur'];
  const base = rows.base;
  const side = (alias: string) =>
    base.map((column) => `coalesce(${alias}.${column}, 0) AS ${alias}_${column}`);
  const joined =
    then === null
      ? `SELECT ${[...keys, ...side('c')].join(', ')} FROM ${now} c`
      : `SELECT ${[...keys, ...side('c'), ...side('p')].join(', ')} FROM ${now} c FULL JOIN ${then} p USING (${keys.join(', ')})`;
  const overlaps = rows.groupBy.includes('TECHNOLOGY');
  const values = measures.flatMap((measure, n) => {
    const of = (alias: string) => (column: Base) => `j.${alias}_${column}`;
    const share = overlaps ? null : shareBaseSql(measure, of('c'));
    const all = share && `sum(${share}) OVER (PARTITION BY j.period, j.cur)`;
    return [
      `${measureSql(measure, of('c'))} AS v${n}`,
      `${share ?? 'NULL::numeric'} AS s${n}`,
      `${all ?? 'NULL::numeric'} AS a${n}`,
      `${then === null ? 'NULL::numeric' : measureSql(measure, of('p'))} AS p${n}`,
    ];
  });
  const currency =
    rows.reportingCurrency === null
      ? 'JOIN sales.currency_key u ON u.currency_key = j.cur'
      : `JOIN sales.currency_key u ON u.code = ${bind.add(rows.reportingCurrency, 'text')}`;
  const shown = keys.slice(0, -1).map((column) => `j.${column}`);
  return `SELECT ${[...shown, 'u.code AS currency', ...values].join(', ')} FROM (${joined}) j ${currency}`;
}

/**
 * What the keys of each group stand for, looked up once per key: how many rows policies let through, PostgreSQL cannot
 * know, and would else compare every row with every name.
 */
function labelsSql(groupBy: readonly SalesDimension[], rows: string): string {
  const names = groupBy.map((dimension, n) =>
    dimension === 'TIER'
      ? ''
      : `d${n} AS MATERIALIZED (
          SELECT k.key, q.id, q.code, q.name FROM (SELECT DISTINCT k${n} AS key FROM ${rows}) k
          CROSS JOIN LATERAL (SELECT * FROM (${NAMES[dimension]}) x WHERE x.key = k.key) q),`,
  );
  return names.join('\n');
}

/** With the names of what keys stand for. */
function listedSql(groupBy: readonly SalesDimension[], rows: string): string {
  const names = groupBy.map((dimension, n) =>
    dimension === 'TIER'
      ? { columns: `, NULL::text AS i${n}, m.k${n}::text AS c${n}, NULL::text AS n${n}`, join: '' }
      : {
          columns: `, d${n}.id AS i${n}, d${n}.code::text AS c${n}, d${n}.name::text AS n${n}`,
          join: `LEFT JOIN d${n} ON d${n}.key = m.k${n}`,
        },
  );
  return `SELECT m.*${names.map(({ columns }) => columns).join('')} FROM ${rows} m ${names.map(({ join }) => join).join(' ')}`;
}

function thresholdsSql({ measures, having }: SalesStatement, bind: Bind): string {
  const thresholds = having.flatMap(({ measure, atLeast, atMost }) => {
    const value = `m.v${measures.indexOf(measure)}`;
    return [
      ...(atLeast === null ? [] : [`${value} >= ${bind.add(atLeast, 'numeric')}`]),
      ...(atMost === null ? [] : [`${value} <= ${bind.add(atMost, 'numeric')}`]),
    ];
  });
  return thresholds.length === 0 ? '' : `WHERE ${thresholds.join(' AND ')}`;
}

function afterSql(terms: OrderTerm[], { after }: Page): string {
  if (after === undefined) return '';
  const alternatives = terms.map(({ sql, descending }, n) => {
    const before = terms.slice(0, n).map((term, i) => `${term.sql} = ${after[i] ?? ''}`);
    return `(${[...before, `${sql} ${descending ? '<' : '>'} ${after[n] ?? ''}`].join(' AND ')})`;
  });
  return `WHERE ${alternatives.join(' OR ')}`;
}

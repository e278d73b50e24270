import {
  MONTHLY,
  JOINS,
  KEYS,
  REGION_TODAY,
  RELATIONS,
  WITH_ALL_CATEGORIES,
  hasTechnology,
} from './sales-source.sql.js';
import type { Bind } from './bind.sql.js';
import type { Base } from './sales-measure.sql.js';
import type { SalesShift } from './sales-comparison.rules.js';
import type { SalesSource } from './sales-plan.rules.js';
import { namedSql, type SalesFilterName } from './sales-names.sql.js';
import type { SalesDimension, SalesTimeGrain } from './sales-question.rules.js';

/** What the caller may see, where that is not all: some regions, or one reseller. */
export type SalesBound = 'REGIONS' | 'RESELLER';

/** One pass over one source. */
export interface Aggregate {
  source: SalesSource;
  from: string;
  to: string;
  groupBy: readonly SalesDimension[];
  timeGrain: SalesTimeGrain | null;
  base: readonly Base[];
  /** By how much its periods are moved forward, to meet those that they are compared with. */
  shift: SalesShift | null;
  regionsOfToday: boolean;
  reportingCurrency: string | null;
  timeZone: string | null;
  /** By what it is filtered; the keys stand in the table `named`. */
  filter: readonly SalesFilterName[];
  bound: SalesBound | null;
}

/** Where there are no periods, all rows are of this one: a name that joins need. */
const NO_PERIOD = `date '2000-01-01'`;

/**
 * Common table expressions that end with one called `name`: columns k0, k1 …, period, cur (the currency's key, or 0 for the
 * reporting currency) and the base, in minor units, not rounded. With a reporting currency there is one called
 * `name`_rate, too: the rates that were taken.
 */
export function aggregateSql(name: string, ask: Aggregate, bind: Bind): string {
  const keys = ask.groupBy.map((_, n) => `k${n}`);
  if (ask.reportingCurrency === null) return `${name} AS (${groupedSql(ask, bind)})`;
  const amounts = ask.base.map((base) =>
    base.endsWith('_minor')
      ? `sum(p.${base} * f.minor_factor) AS ${base}`
      : `sum(p.${base}) AS ${base}`,
  );
  const grouped = [...keys, 'period'].map((column) => `p.${column}`);
  return `${name}_part AS MATERIALIZED (${groupedSql(ask, bind)}),
    ${name}_rate AS MATERIALIZED (
      SELECT f.* FROM (SELECT array_agg(d.code) AS codes, array_agg(d.day) AS days FROM (
        SELECT DISTINCT c.code, p.day FROM ${name}_part p JOIN sales.currency_key c ON c.currency_key = p.cur) d) a
      CROSS JOIN LATERAL sales.conversions(a.codes, a.days, ${bind.add(ask.reportingCurrency, 'text')}) f),
    ${name} AS (
      SELECT ${[...grouped, '0 AS cur', ...amounts].join(', ')}
      FROM ${name}_part p JOIN sales.currency_key c ON c.currency_key = p.cur
      JOIN ${name}_rate f ON f.currency_code = c.code AND f.day = p.day
      GROUP BY ${grouped.join(', ')})`;
}

function groupedSql(ask: Aggregate, bind: Bind): string {
  const { source, groupBy, base, reportingCurrency } = ask;
  const keys = groupBy.map((dimension, n) => `${keyOf(dimension, ask)} AS k${n}`);
  const day = reportingCurrency === null ? [] : ['l.day AS day'];
  const columns = [...keys, `${periodSql(ask, bind)} AS period`, 'l.currency_key AS cur', ...day];
  const sums = base.map((column) => `${sumOf(column, source)} AS ${column}`);
  return `SELECT ${[...columns, ...sums].join(', ')}
    ${selectionSql(ask, bind)}
    GROUP BY ${columns.map((_, n) => n + 1).join(', ')}`;
}

/** Facts have amounts in the currency's own units: they are added as they are, and made minor units once. */
function sumOf(column: Base, source: SalesSource): string {
  if (source !== 'FACTS') return `sum(l.${column})`;
  if (column === 'orders') {
    return `count(DISTINCT l.event_key) FILTER (WHERE l.kind = 'BOOKING')`;
  }
  return column.endsWith('_minor')
    ? `sum(l.${column.replace('_minor', '_amount')}) * min(l.minor_factor)`
    : `sum(l.${column})`;
}

/** FROM and WHERE: the rows of the source, as `l`, that are asked for. */
export function selectionSql(ask: Aggregate, bind: Bind): string {
  return `FROM ${RELATIONS[ask.source]} l ${joinsOf(ask).join(' ')}
    WHERE ${conditionsOf(ask, bind).join(' AND ')}`;
}

function keyOf(dimension: SalesDimension, { regionsOfToday }: Aggregate): string {
  return dimension === 'REGION' && regionsOfToday ? REGION_TODAY : KEYS[dimension];
}

function periodSql(ask: Aggregate, bind: Bind): string {
  const { timeGrain, shift, source } = ask;
  if (timeGrain === null) return NO_PERIOD;
  const day = MONTHLY.includes(source) ? 'l.month' : dayOf(ask);
  const start =
    timeGrain === 'DAY' ? day : `date_trunc('${timeGrain.toLowerCase()}', ${day}::timestamp)`;
  if (shift === null) return `(${start})::date`;
  const interval = `make_interval(months => ${bind.add(shift.months, 'int')}, days => ${bind.add(shift.days, 'int')})`;
  return `(${start} + ${interval})::date`;
}

/** The day of a fact in the zone that was asked for, else in its market's. */
function dayOf({ timeZone }: Aggregate): string {
  return timeZone === null ? 'l.day' : `(l.event_at AT TIME ZONE ${namedSql.zone})::date`;
}

function uses(ask: Aggregate, dimension: SalesDimension, filter: SalesFilterName): boolean {
  return ask.groupBy.includes(dimension) || ask.filter.includes(filter);
}

function joinsOf(ask: Aggregate): string[] {
  const technology = uses(ask, 'TECHNOLOGY', 'technologyCodes');
  const region = uses(ask, 'REGION', 'regionCodes') || ask.bound === 'REGIONS';
  return [
    ...(technology || uses(ask, 'PRODUCT', 'productIds') ? [JOINS.w] : []),
    ...(ask.groupBy.includes('TECHNOLOGY') ? [JOINS.x] : []),
    ...(ask.regionsOfToday && region ? [JOINS.t] : []),
  ];
}

const FILTERED: Record<Exclude<SalesFilterName, 'technologyCodes'>, [string, string]> = {
  regionCodes: ['', 'int[]'],
  marketCodes: [KEYS.MARKET, 'int[]'],
  categories: [KEYS.CATEGORY, 'int[]'],
  productIds: [KEYS.PRODUCT, 'int[]'],
  skus: [KEYS.VARIANT, 'int[]'],
  resellerIds: [KEYS.RESELLER, 'int[]'],
  partnerOfRecordIds: [KEYS.PARTNER_OF_RECORD, 'int[]'],
  tiers: [KEYS.TIER, 'text[]'],
  currencyCodes: ['l.currency_key', 'int[]'],
};

function conditionsOf(ask: Aggregate, bind: Bind): string[] {
  const { source, filter, bound, groupBy } = ask;
  const region = keyOf('REGION', ask);
  const conditions = inDays(ask, bind);
  for (const [name, [key, type]] of Object.entries(FILTERED)) {
    const given = filter.find((other) => other === name);
    if (given === undefined) continue;
    const column = given === 'regionCodes' ? region : key;
    conditions.push(`${column} = ANY (${namedSql.keys(given, type)})`);
  }
  if (filter.includes('technologyCodes')) {
    const codes = namedSql.keys('technologyCodes', 'text[]');
    const grouped = groupBy.includes('TECHNOLOGY');
    conditions.push(grouped ? `x.technology_code = ANY (${codes})` : hasTechnology(codes));
  }
  if (WITH_ALL_CATEGORIES.includes(source) && !filter.includes('categories')) {
    conditions.push(groupBy.includes('CATEGORY') ? 'l.category_key > 0' : 'l.category_key = 0');
  }
  if (bound === 'REGIONS') conditions.push(`${region} = ANY (${namedSql.regions})`);
  if (bound === 'RESELLER') conditions.push(`l.reseller_key = ${namedSql.own}`);
  return conditions;
}

function inDays({ source, from, to, timeZone }: Aggregate, bind: Bind): string[] {
  const [first, last] = [bind.add(from, 'date'), bind.add(to, 'date')];
  if (source !== 'FACTS') {
    const column = MONTHLY.includes(source) ? 'l.month' : 'l.day';
    return [`${column} >= ${first}`, `${column} <= ${last}`];
  }
  if (timeZone === null) {
    return [`l.date_key >= sales.date_key(${first})`, `l.date_key <= sales.date_key(${last})`];
  }
  // Zones lie up to 26 hours apart, so a day elsewhere meets days of the market up to two before or after it.
  const { zone } = namedSql;
  return [
    `l.date_key >= sales.date_key(${first} - 2)`,
    `l.date_key <= sales.date_key(${last} + 2)`,
    `l.event_at >= ${first}::timestamp AT TIME ZONE ${zone}`,
    `l.event_at < (${last} + 1)::timestamp AT TIME ZONE ${zone}`,
  ];
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = ['booked', 'cancelled', 'billed', 'credited'];
const WORDS: Record<string, string> = {
  booked: 'Booked',
  cancelled: 'Cancelled, a positive number',
  billed: 'Invoiced',
  credited: 'Credited, a positive number',
};

/** Name, SQL with its type, and what the column says. */
type Column = readonly [name: string, sql: string, comment: string];

const UNITS = (value: (kind: string) => string, type: string): Column[] => [
  ...KINDS.map((kind): Column => [
    `${kind}_units`,
    `${value(kind)}::${type}`,
    `${WORDS[kind]}: pieces.`,
  ]),
  [
    'net_units',
    `(${value('booked')} - ${value('cancelled')} - ${value('credited')})::${type}`,
    'Net units: booked less cancelled less credited.',
  ],
];

const AMOUNTS = (value: (kind: string) => string): Column[] => [
  ...KINDS.map((kind): Column => [
    `${kind}_amount`,
    `(${value(kind)})::numeric(20,4)`,
    `${WORDS[kind]}: net of tax, in the currency of the row. Never add different currencies.`,
  ]),
  [
    'net_amount',
    `(${value('booked')} - ${value('cancelled')} - ${value('credited')})::numeric(20,4)`,
    'Net sales: booked less cancelled less credited, net of tax, in the currency of the row.',
  ],
];

// A day that has no facts yet, but orders that wait, is not among the dimensions.
const EUR_PER_UNIT =
  'CASE WHEN r.rate_key IS NULL THEN sales.bi_eur_per_unit(x.currency_key, x.day) ELSE r.eur_per_unit END';

const EUR: Column[] = [
  [
    'net_amount_eur',
    `((x.booked_minor - x.cancelled_minor - x.credited_minor) * c.minor_unit * ${EUR_PER_UNIT})::numeric(30,10)`,
    'Net sales in euros, each day at its own rate; null when there is none, see rate_missing. Round sums, not rows.',
  ],
  [
    'rate_missing',
    `CASE WHEN ${EUR_PER_UNIT} IS NULL THEN 1 ELSE 0 END`,
    '1 when the day has no rate of the currency: the row is missing from every sum in euros.',
  ],
];

const MARKET: Column[] = [
  ['market_key', 'x.market_key', 'The market.'],
  ['market_code', 'm.market_code', 'ISO 3166-1 alpha-2 code of the market.'],
];
const REGION: Column[] = [
  ['region_key', 'x.region_key', 'The region as booked.'],
  ['region_code', 'g.region_code', 'Code of the region as booked.'],
  [
    'region_today_code',
    'm.region_today_code',
    'Code of the region to which the market belongs today.',
  ],
];
const CURRENCY: Column[] = [
  ['currency_key', 'x.currency_key', 'The currency of the amounts.'],
  ['currency_code', 'c.code::varchar(3)', 'ISO 4217 code of the currency of the amounts.'],
];
const DAY: Column[] = [
  ['date', 'x.day', "The day, in the market's calendar."],
  ['date_key', 'sales.date_key(x.day)', 'The day, YYYYMMDD.'],
];
const ORDERS: Column = [
  'orders',
  'x.orders::bigint',
  'Orders booked on the day. They add up over days, markets and currencies.',
];

interface Summary {
  name: string;
  rollup: string;
  /** The keys by which it sums up. */
  keys: string[];
  where?: string;
  orders?: boolean;
  columns: Column[];
  joins: string;
  comment: string;
}

const PLACES = `JOIN reporting.dim_market m ON m.market_key = x.market_key
    JOIN reporting.dim_region g ON g.region_key = x.region_key`;
const RATES = `LEFT JOIN reporting.dim_rate r ON r.rate_key = sales.date_key(x.day)::bigint * 1000 + x.currency_key`;
const unitsOf = (kind: string) => `x.${kind}_units`;
const amountsOf = (kind: string) => `x.${kind}_minor * c.minor_unit`;
const MEASURES = [...UNITS(unitsOf, 'bigint'), ...AMOUNTS(amountsOf)];

const SUMMARIES: Summary[] = [
  {
    name: 'sales_by_day',
    rollup: 'day_category',
    keys: ['day', 'market_key', 'region_key', 'category_key', 'currency_key'],
    where: 'category_key <> 0',
    columns: [
      ...DAY,
      ...MARKET,
      ...REGION,
      ['category_key', 'x.category_key', 'The category at the time of the sale.'],
      ['category', 'k.category', 'The category at the time of the sale, such as LAPTOP.'],
      ...CURRENCY,
      ...MEASURES,
      ...EUR,
    ],
    joins: `${PLACES} JOIN reporting.dim_category k ON k.category_key = x.category_key ${RATES}`,
    comment:
      'Sales by day, market, category and currency, up to the last order. Orders are in sales_by_market_day: one of several categories would count more than once here.',
  },
  {
    name: 'sales_by_market_day',
    rollup: 'day_category',
    keys: ['day', 'market_key', 'region_key', 'currency_key'],
    where: 'category_key = 0',
    orders: true,
    columns: [...DAY, ...MARKET, ...REGION, ...CURRENCY, ORDERS, ...MEASURES, ...EUR],
    joins: `${PLACES} ${RATES}`,
    comment: 'Sales and orders by day, market and currency, up to the last order.',
  },
  {
    name: 'sales_by_reseller_day',
    rollup: 'day_reseller',
    keys: [
      'day',
      'market_key',
      'region_key',
      'reseller_key',
      'tier',
      'partner_key',
      'currency_key',
    ],
    orders: true,
    columns: [
      ...DAY,
      ...MARKET,
      ...REGION,
      ['reseller_key', 'x.reseller_key', 'The reseller that bought.'],
      ['reseller_name', 's.reseller_name', 'Legal name of the reseller that bought.'],
      ['tier', 'x.tier::varchar(12)', "The reseller's tier when the order was booked."],
      [
        'partner_key',
        'nullif(x.partner_key, 0)',
        'The partner of record; null when there is none.',
      ],
      ['partner_name', 'p.reseller_name', 'Legal name of the partner of record.'],
      ...CURRENCY,
      ORDERS,
      ...MEASURES,
      ...EUR,
    ],
    joins: `${PLACES} JOIN reporting.dim_reseller s ON s.reseller_key = x.reseller_key
    LEFT JOIN reporting.dim_reseller p ON p.reseller_key = x.partner_key ${RATES}`,
    comment:
      'Sales and orders by day, market, reseller, tier, partner of record and currency, up to the last order.',
  },
  {
    name: 'sales_by_product_month',
    rollup: 'month_variant',
    keys: ['month', 'market_key', 'region_key', 'variant_key', 'currency_key'],
    columns: [
      ['month_start', 'x.month', "The first day of the month, in the market's calendar."],
      ...MARKET,
      ...REGION,
      ['variant_key', 'x.variant_key', 'The variant that was sold.'],
      ['sku', 'v.sku', 'The SKU of the variant.'],
      ['product_name', 'v.product_name', "The product's name in English."],
      ['category_today', 'v.category_today', 'The category of the product today.'],
      ...CURRENCY,
      ...MEASURES,
    ],
    joins: `${PLACES} JOIN reporting.dim_product v ON v.variant_key = x.variant_key`,
    comment:
      'Sales by month, market, variant and currency, up to the last order. It has no amounts in euros: a month has no rate.',
  },
];

// What waits is added below the grouping, so that a condition on the day reaches the rollup.
function summary({ name, rollup, keys, where, orders, columns, joins, comment }: Summary): string {
  const measures = KINDS.flatMap((kind) => [`${kind}_units`, `${kind}_minor`]);
  const all = [...keys, ...measures].join(', ');
  const none = (key: string) =>
    key === 'partner_key' ? 'coalesce(l.partner_key, 0) AS partner_key' : `l.${key}`;
  const counted = keys.map(none).join(', ');
  const pending = orders
    ? `SELECT ${counted}, ${measures.map((m) => `sum(l.${m})::bigint`).join(', ')},
        count(DISTINCT l.event_key) FILTER (WHERE l.kind = 'BOOKING')
      FROM sales.bi_pending_lines() l GROUP BY ${keys.map((key) => `l.${key}`).join(', ')}`
    : `SELECT ${counted}, ${measures.map((m) => `l.${m}`).join(', ')} FROM sales.bi_pending_lines() l`;
  return `
  CREATE VIEW reporting.${name} WITH (security_invoker = true) AS
  SELECT ${columns.map(([column, sql]) => `${sql} AS ${column}`).join(',\n    ')}
  FROM (
    SELECT ${keys.join(', ')}, ${measures.map((m) => `sum(${m})::bigint AS ${m}`).join(', ')}${orders ? ', sum(orders)::bigint AS orders' : ''}
    FROM (
      SELECT ${all}${orders ? ', orders' : ''} FROM sales.${rollup}${where ? ` WHERE ${where}` : ''}
      UNION ALL
      ${pending}
    ) a (${all}${orders ? ', orders' : ''})
    GROUP BY ${keys.join(', ')}
  ) x
  JOIN sales.currency_key c ON c.currency_key = x.currency_key
  ${joins};
  ${commented(name, comment, columns)}`;
}

function commented(view: string, comment: string, columns: readonly Column[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return [
    `COMMENT ON VIEW reporting.${view} IS ${quoted(comment)};`,
    ...columns.map(
      ([column, , text]) => `COMMENT ON COLUMN reporting.${view}.${column} IS ${quoted(text)};`,
    ),
    `GRANT SELECT ON reporting.${view} TO bi_reader;`,
  ].join('\n  ');
}

const LAG: Column[] = [
  [
    'waiting_events',
    'waiting_events',
    'Bookings, cancellations, invoices and credit notes that are not in the facts yet.',
  ],
  [
    'behind_seconds',
    'behind_seconds::numeric(12,1)',
    'The age of the oldest of them in seconds; 0 when none waits.',
  ],
];

/** The columns of the facts, in their order, as what is pending has them. */
const NOW: Record<string, string> = {
  event_key: 'l.event_key',
  line_no: 'l.line_no',
  order_key: 'l.order_key',
  event_at: 'l.event_at',
  date_key: 'l.date_key',
  rate_key: '(l.date_key::bigint * 1000 + l.currency_key)',
  market_key: 'l.market_key',
  region_key: 'l.region_key',
  category_key: 'l.category_key',
  variant_key: 'l.variant_key',
  reseller_key: 'l.reseller_key',
  partner_key: 'l.partner_key',
  currency_key: 'l.currency_key',
  tier: 'l.tier',
  kind: 'l.kind',
  ...Object.fromEntries(KINDS.map((kind) => [`${kind}_units`, `l.${kind}_units`])),
  net_units: '(l.booked_units - l.cancelled_units - l.credited_units)',
  ...Object.fromEntries(
    KINDS.map((kind) => [`${kind}_amount`, `(l.${kind}_minor * l.minor_unit)::numeric(20,4)`]),
  ),
  net_amount:
    '((l.booked_minor - l.cancelled_minor - l.credited_minor) * l.minor_unit)::numeric(20,4)',
};

const VIEWS = `
  ${SUMMARIES.map(summary).join('\n')}

  CREATE VIEW reporting.sales_lag WITH (security_invoker = true) AS
  SELECT ${LAG.map(([column, sql]) => `${sql} AS ${column}`).join(', ')} FROM sales.bi_lag();
  ${commented('sales_lag', 'How far fact_sales is behind. The other views are not: they add what waits.', LAG)}

  CREATE VIEW reporting.fact_sales_now WITH (security_invoker = true) AS
  SELECT ${Object.keys(NOW).join(', ')} FROM reporting.fact_sales
  UNION ALL SELECT ${Object.values(NOW).join(', ')} FROM sales.bi_pending_lines() l;
  COMMENT ON VIEW reporting.fact_sales_now IS 'The facts with what is not in them yet, up to the last order. Tools that look for the keys of tables read fact_sales.';
  DO $comments$
  DECLARE
    v_column record;
  BEGIN
    FOR v_column IN SELECT attname, col_description(attrelid, attnum) AS text FROM pg_attribute
      WHERE attrelid = 'reporting.fact_sales'::regclass AND attnum > 0 AND NOT attisdropped
    LOOP
      EXECUTE format('COMMENT ON COLUMN reporting.fact_sales_now.%I IS %L', v_column.attname, v_column.text);
    END LOOP;
  END $comments$;
  GRANT SELECT ON reporting.fact_sales_now TO bi_reader;
  GRANT SELECT ON sales.currency_key TO bi_reader;
  GRANT EXECUTE ON FUNCTION sales.date_key(date) TO bi_reader;
`;

/** Sums up to the last order for BI tools, by day, reseller and product, and the facts with what waits. */
export class SalesBiViews1700000319100 implements MigrationInterface {
  readonly name = 'SalesBiViews1700000319100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(VIEWS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE EXECUTE ON FUNCTION sales.date_key(date) FROM bi_reader;
      REVOKE SELECT ON sales.currency_key FROM bi_reader;
      DROP VIEW reporting.fact_sales_now, reporting.sales_lag, ${SUMMARIES.map(({ name }) => `reporting.${name}`).join(', ')};
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A table that gives each thing of another module an integer, for facts and rollups. */
interface KeyTable {
  name: string;
  /** What the key stands for, with its reference. */
  columns: string;
  comment: string;
}

const KEY_TABLES: KeyTable[] = [
  {
    name: 'market',
    columns: `code text NOT NULL CONSTRAINT market_key_code_key UNIQUE
      CONSTRAINT market_key_code_fkey REFERENCES market.market (code) ON DELETE CASCADE`,
    comment: 'An integer for each market.',
  },
  {
    name: 'region',
    columns: `region_id uuid NOT NULL CONSTRAINT region_key_region_id_key UNIQUE
      CONSTRAINT region_key_region_id_fkey REFERENCES market.region (id) ON DELETE CASCADE`,
    comment: 'An integer for each region.',
  },
  {
    name: 'currency',
    columns: `code text NOT NULL CONSTRAINT currency_key_code_key UNIQUE
      CONSTRAINT currency_key_code_fkey REFERENCES market.currency (code) ON DELETE CASCADE,
    minor_digits integer NOT NULL,
    minor_factor integer NOT NULL GENERATED ALWAYS AS (power(10::numeric, minor_digits::numeric)) STORED,
    minor_unit numeric(5,4) NOT NULL GENERATED ALWAYS AS (power(10::numeric, -minor_digits::numeric)) STORED`,
    comment:
      'An integer for each currency, and how its minor units become amounts: amount = minor × minor_unit.',
  },
  {
    name: 'category',
    columns: `category text NOT NULL CONSTRAINT category_key_category_key UNIQUE`,
    comment:
      'An integer for each category that a product ever had; 0, which none has, is all of them together.',
  },
  {
    name: 'product',
    columns: `product_id uuid NOT NULL CONSTRAINT product_key_product_id_key UNIQUE
      CONSTRAINT product_key_product_id_fkey REFERENCES catalog.product (id) ON DELETE CASCADE`,
    comment: 'An integer for each product.',
  },
  {
    name: 'variant',
    columns: `variant_id uuid NOT NULL CONSTRAINT variant_key_variant_id_key UNIQUE
      CONSTRAINT variant_key_variant_id_fkey REFERENCES catalog.variant (id) ON DELETE CASCADE,
    product_key integer NOT NULL
      CONSTRAINT variant_key_product_key_fkey REFERENCES sales.product_key (product_key) ON DELETE CASCADE`,
    comment: 'An integer for each variant, and its product.',
  },
  {
    name: 'reseller',
    columns: `reseller_id uuid NOT NULL CONSTRAINT reseller_key_reseller_id_key UNIQUE
      CONSTRAINT reseller_key_reseller_id_fkey REFERENCES reseller.reseller (id) ON DELETE CASCADE`,
    comment: 'An integer for each reseller; 0, which none has, is no partner of record.',
  },
];

const TABLES = KEY_TABLES.map(
  ({ name, columns, comment }) => `
  CREATE TABLE sales.${name}_key (
    ${name}_key integer GENERATED ALWAYS AS IDENTITY CONSTRAINT ${name}_key_pkey PRIMARY KEY,
    ${columns}
  );
  COMMENT ON TABLE sales.${name}_key IS '${comment}';
  GRANT SELECT ON sales.${name}_key TO portal_app, portal_system;`,
).join('\n');

// Ids of other resellers are nobody's business: a reseller reads its own key, and those of partners that it has named.
const OWN = `(SELECT nullif(current_setting('app.reseller', true), '')::uuid)`;
const ACCESS = `
  CREATE INDEX variant_key_product_key_idx ON sales.variant_key (product_key);
  ALTER TABLE sales.reseller_key ENABLE ROW LEVEL SECURITY;
  ALTER TABLE sales.reseller_key FORCE ROW LEVEL SECURITY;
  CREATE POLICY reseller_key_owner ON sales.reseller_key TO portal_owner USING (true) WITH CHECK (true);
  CREATE POLICY reseller_key_system ON sales.reseller_key TO portal_system USING (true) WITH CHECK (true);
  CREATE POLICY reseller_key_read ON sales.reseller_key FOR SELECT TO portal_app USING (
    (SELECT current_setting('app.scope', true) = 'all')
    OR ((SELECT current_setting('app.scope', true) = 'reseller') AND (reseller_id = ${OWN}
      OR reseller_id IN (SELECT r.indirect_reseller_id FROM reseller.partner_relationship r WHERE r.distributor_id = ${OWN}))));
`;

/** A trigger that gives new rows of `table` their keys, and the rows that are there already. */
interface Keeper {
  key: string;
  table: string;
  columns: string;
  select: string;
}

const KEEPERS: Keeper[] = [
  { key: 'market', table: 'market.market', columns: 'code', select: 'code' },
  { key: 'region', table: 'market.region', columns: 'region_id', select: 'id' },
  {
    key: 'currency',
    table: 'market.currency',
    columns: 'code, minor_digits',
    select: 'code, minor_digits',
  },
  { key: 'category', table: 'catalog.product', columns: 'category', select: 'DISTINCT category' },
  { key: 'product', table: 'catalog.product', columns: 'product_id', select: 'id' },
  { key: 'reseller', table: 'reseller.reseller', columns: 'reseller_id', select: 'id' },
];

const VARIANTS = (source: string) => `
  INSERT INTO sales.variant_key (variant_id, product_key)
  SELECT v.id, p.product_key FROM ${source} v JOIN sales.product_key p ON p.product_id = v.product_id ORDER BY v.id
  ON CONFLICT DO NOTHING`;

function keeper(key: string, table: string, insert: (source: string) => string): string {
  return `
  CREATE FUNCTION sales.keep_${key}_keys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    ${insert('added')};
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION sales.keep_${key}_keys() IS 'Gives rows their integer keys for sales.';
  REVOKE EXECUTE ON FUNCTION sales.keep_${key}_keys() FROM public;
  CREATE TRIGGER sales_${key}_keys AFTER INSERT ON ${table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_${key}_keys();
  ${insert(table)};`;
}

// A key that is there already must not use up a number: the others would get holes without end.
const TRIGGERS = [
  ...KEEPERS.map(({ key, table, columns, select }) =>
    keeper(
      key,
      table,
      (source) => `INSERT INTO sales.${key}_key (${columns})
    SELECT n.* FROM (SELECT ${select} FROM ${source}) n (${columns})
    WHERE NOT EXISTS (SELECT FROM sales.${key}_key k WHERE k.${firstOf(columns)} = n.${firstOf(columns)})
    ORDER BY n.${firstOf(columns)} ON CONFLICT DO NOTHING`,
    ),
  ),
  keeper('variant', 'catalog.variant', VARIANTS),
  `CREATE TRIGGER sales_changed_category_keys AFTER UPDATE ON catalog.product REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_category_keys();`,
].join('\n');

function firstOf(columns: string): string {
  return columns.split(',')[0] ?? columns;
}

const DATES = `
  CREATE SCHEMA reporting;
  COMMENT ON SCHEMA reporting IS 'Sales as a star, for tools that read SQL.';
  GRANT USAGE ON SCHEMA reporting TO portal_app, portal_system;

  CREATE TABLE reporting.dim_date (
    date_key integer CONSTRAINT dim_date_pkey PRIMARY KEY,
    date date NOT NULL CONSTRAINT dim_date_date_key UNIQUE,
    year integer NOT NULL,
    quarter integer NOT NULL,
    month integer NOT NULL,
    day integer NOT NULL,
    iso_year integer NOT NULL,
    iso_week integer NOT NULL,
    day_of_week integer NOT NULL,
    week_start date NOT NULL,
    month_start date NOT NULL,
    quarter_start date NOT NULL,
    year_start date NOT NULL
  );
  COMMENT ON TABLE reporting.dim_date IS 'A row per day: the date table of the star.';
  COMMENT ON COLUMN reporting.dim_date.date_key IS 'The day as a number, YYYYMMDD.';
  COMMENT ON COLUMN reporting.dim_date.date IS 'The day; each stands here once.';
  COMMENT ON COLUMN reporting.dim_date.year IS 'Calendar year.';
  COMMENT ON COLUMN reporting.dim_date.quarter IS 'Quarter of the calendar year, 1 to 4.';
  COMMENT ON COLUMN reporting.dim_date.month IS 'Month of the year, 1 to 12.';
  COMMENT ON COLUMN reporting.dim_date.day IS 'Day of the month.';
  COMMENT ON COLUMN reporting.dim_date.iso_year IS 'The year to which the ISO 8601 week belongs.';
  COMMENT ON COLUMN reporting.dim_date.iso_week IS 'ISO 8601 week, 1 to 53.';
  COMMENT ON COLUMN reporting.dim_date.day_of_week IS 'Day of the week, 1 is Monday.';
  COMMENT ON COLUMN reporting.dim_date.week_start IS 'The Monday of the week.';
  COMMENT ON COLUMN reporting.dim_date.month_start IS 'The first day of the month.';
  COMMENT ON COLUMN reporting.dim_date.quarter_start IS 'The first day of the quarter.';
  COMMENT ON COLUMN reporting.dim_date.year_start IS 'The first day of the year.';
  INSERT INTO reporting.dim_date
  SELECT to_char(d, 'YYYYMMDD')::integer, d::date, extract(year FROM d), extract(quarter FROM d), extract(month FROM d),
    extract(day FROM d), extract(isoyear FROM d), extract(week FROM d), extract(isodow FROM d),
    date_trunc('week', d)::date, date_trunc('month', d)::date, date_trunc('quarter', d)::date, date_trunc('year', d)::date
  FROM generate_series(timestamp '2000-01-01', timestamp '2059-12-31', interval '1 day') d;
  GRANT SELECT ON reporting.dim_date TO portal_app, portal_system;
`;

/** Integer keys for what sales are told by: markets, regions, currencies, products, resellers and days. */
export class SalesKeys1700000300000 implements MigrationInterface {
  readonly name = 'SalesKeys1700000300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(ACCESS);
    await runner.query(TRIGGERS);
    await runner.query(DATES);
  }

  async down(runner: QueryRunner): Promise<void> {
    const keepers = [...KEEPERS, { key: 'variant', table: 'catalog.variant' }];
    await runner.query(`
      DROP TABLE reporting.dim_date;
      DROP SCHEMA reporting;
      DROP TRIGGER sales_changed_category_keys ON catalog.product;
      ${keepers.map(({ key, table }) => `DROP TRIGGER sales_${key}_keys ON ${table};`).join('\n')}
      ${keepers.map(({ key }) => `DROP FUNCTION sales.keep_${key}_keys();`).join('\n')}
      DROP TABLE ${[...KEY_TABLES]
        .reverse()
        .map(({ name }) => `sales.${name}_key`)
        .join(', ')};
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Name, type and what the column says. */
type Column = readonly [name: string, type: string, comment: string];

const CURRENCY: readonly Column[] = [
  [
    'currency_key',
    `integer CONSTRAINT dim_currency_pkey PRIMARY KEY
      CONSTRAINT dim_currency_currency_key_fkey REFERENCES sales.currency_key (currency_key) ON DELETE CASCADE
      CONSTRAINT dim_currency_currency_key_check CHECK (currency_key < 1000)`,
    'The currency as a number.',
  ],
  ['currency_code', 'varchar(3) NOT NULL', 'ISO 4217 code of the currency, such as EUR.'],
  ['minor_digits', 'integer NOT NULL', 'Decimal places of the currency: JPY 0, EUR 2, KWD 3.'],
];

const REGION: readonly Column[] = [
  [
    'region_key',
    `integer CONSTRAINT dim_region_pkey PRIMARY KEY
      CONSTRAINT dim_region_region_key_fkey REFERENCES sales.region_key (region_key) ON DELETE CASCADE`,
    'The region as a number.',
  ],
  ['region_code', 'varchar(20) NOT NULL', 'Code of the region, such as EMEA.'],
  ['region_name', 'varchar(100) NOT NULL', 'Name of the region, in English.'],
];

const MARKET: readonly Column[] = [
  [
    'market_key',
    `integer CONSTRAINT dim_market_pkey PRIMARY KEY
      CONSTRAINT dim_market_market_key_fkey REFERENCES sales.market_key (market_key) ON DELETE CASCADE`,
    'The market as a number.',
  ],
  ['market_code', 'varchar(2) NOT NULL', 'ISO 3166-1 alpha-2 code of the country, such as DE.'],
  ['market_name', 'varchar(100) NOT NULL', 'Name of the market, in English.'],
  ['market_state', 'varchar(10) NOT NULL', 'What the market is now, such as OPEN or CLOSED.'],
  ['time_zone', 'varchar(64) NOT NULL', 'IANA time zone whose days are the days of the market.'],
  [
    'currency_key',
    `integer NOT NULL CONSTRAINT dim_market_currency_key_fkey REFERENCES reporting.dim_currency (currency_key)`,
    'The currency of the market now; a fact has its own.',
  ],
  [
    'region_today_key',
    `integer CONSTRAINT dim_market_region_today_key_fkey REFERENCES reporting.dim_region (region_key)`,
    'The region to which the market belongs today, null for none. The region as booked is region_key of the facts.',
  ],
  ['region_today_code', 'varchar(20)', 'Code of the region of today.'],
  ['region_today_name', 'varchar(100)', 'Name of the region of today.'],
];

const TABLES: Record<string, { columns: readonly Column[]; comment: string }> = {
  dim_currency: { columns: CURRENCY, comment: 'A row per currency.' },
  dim_region: { columns: REGION, comment: 'A row per region.' },
  dim_market: {
    columns: MARKET,
    comment: 'A row per market as it is today, with the region of today.',
  },
};

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const TABLE_TEXT = Object.entries(TABLES)
  .map(
    ([name, { columns, comment }]) => `
  CREATE TABLE reporting.${name} (
    ${columns.map(([column, type]) => `${column} ${type}`).join(',\n    ')}
  );
  COMMENT ON TABLE reporting.${name} IS ${quoted(comment)};
  ${columns.map(([column, , text]) => `COMMENT ON COLUMN reporting.${name}.${column} IS ${quoted(text)};`).join('\n  ')}`,
  )
  .join('\n');

/** An upsert that leaves alone what is as it should be: a change elsewhere then writes nothing here. */
function upsert(name: string, select: string): string {
  const [key = '', ...others] = (TABLES[name]?.columns ?? []).map(([column]) => column);
  const row = (alias: string) => `(${others.map((column) => `${alias}.${column}`).join(', ')})`;
  return `
    INSERT INTO reporting.${name} AS d (${[key, ...others].join(', ')})
    ${select}
    ON CONFLICT (${key}) DO UPDATE SET (${others.join(', ')}) = ROW ${row('excluded')}
      WHERE ${row('d')} IS DISTINCT FROM ${row('excluded')};`;
}

// What a market is called, and where it belongs today, follows from three tables; there are some dozens of markets, so
// all of them are looked at.
const FUNCTIONS = `
  CREATE FUNCTION sales.describe_markets() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    ${upsert(
      'dim_currency',
      'SELECT currency_key, code, minor_digits FROM currency_key ORDER BY 1',
    )}
    ${upsert(
      'dim_region',
      `SELECT k.region_key, r.region_code, r.region_name FROM region_key k JOIN market.region_v r ON r.region_id = k.region_id ORDER BY 1`,
    )}
    ${upsert(
      'dim_market',
      `SELECT k.market_key, m.code, m.name, m.state, m.time_zone, c.currency_key, r.region_key, m.region_code, m.region_name
    FROM market_key k
    JOIN market.market_v m ON m.code = k.code
    JOIN currency_key c ON c.code = m.currency_code
    LEFT JOIN region_key r ON r.region_id = m.region_id ORDER BY 1`,
    )}
  END $$;
  COMMENT ON FUNCTION sales.describe_markets() IS 'Brings currencies, regions and markets of the star up to what they are now; a new day may bring another region.';

  CREATE FUNCTION sales.keep_dim_market() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    PERFORM describe_markets();
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION sales.keep_dim_market() IS 'Tells the star of a change of markets, regions, memberships or currencies.';
  REVOKE EXECUTE ON FUNCTION sales.describe_markets(), sales.keep_dim_market() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION sales.describe_markets() TO portal_system;
`;

/** Not for every column: the catalog revision of a market is raised all the time. */
const WATCHED = {
  currency: 'INSERT OR UPDATE',
  region: 'INSERT OR UPDATE OF name',
  market: 'INSERT OR UPDATE OF name, currency_code, time_zone, state',
  region_membership: 'INSERT OR DELETE OR UPDATE',
};

// The name comes behind those of the triggers that give keys, since triggers of a table run in the order of their names.
const TRIGGERS = Object.entries(WATCHED)
  .map(
    ([table, events]) => `
  CREATE TRIGGER star_market AFTER ${events} ON market.${table}
    FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_dim_market();`,
  )
  .join('');

const DATES = `
  ALTER TABLE reporting.dim_date
    ADD COLUMN month_name varchar(9),
    ADD COLUMN day_name varchar(9),
    ADD COLUMN year_month varchar(7),
    ADD COLUMN year_quarter varchar(7);
  UPDATE reporting.dim_date SET month_name = to_char(date, 'FMMonth'), day_name = to_char(date, 'FMDay'),
    year_month = to_char(date, 'YYYY-MM'), year_quarter = year || '-Q' || quarter;
  ALTER TABLE reporting.dim_date
    ALTER COLUMN month_name SET NOT NULL, ALTER COLUMN day_name SET NOT NULL,
    ALTER COLUMN year_month SET NOT NULL, ALTER COLUMN year_quarter SET NOT NULL;
  COMMENT ON COLUMN reporting.dim_date.month_name IS 'Name of the month, in English; sort it by month.';
  COMMENT ON COLUMN reporting.dim_date.day_name IS 'Name of the day of the week, in English; sort it by day_of_week.';
  COMMENT ON COLUMN reporting.dim_date.year_month IS 'Year and month, such as 2026-03.';
  COMMENT ON COLUMN reporting.dim_date.year_quarter IS 'Year and quarter, such as 2026-Q1.';
`;

/** Currencies, regions and markets as dimensions of the star for BI tools, and names for its days. */
export class MarketStar1700000315000 implements MigrationInterface {
  readonly name = 'MarketStar1700000315000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DATES);
    await runner.query(TABLE_TEXT);
    await runner.query(FUNCTIONS);
    await runner.query(TRIGGERS);
    await runner.query('SELECT sales.describe_markets()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${Object.keys(WATCHED)
        .map((table) => `DROP TRIGGER star_market ON market.${table};`)
        .join('\n')}
      DROP FUNCTION sales.keep_dim_market(), sales.describe_markets();
      DROP TABLE reporting.dim_market, reporting.dim_region, reporting.dim_currency;
      ALTER TABLE reporting.dim_date DROP COLUMN month_name, DROP COLUMN day_name, DROP COLUMN year_month,
        DROP COLUMN year_quarter;
    `);
  }
}

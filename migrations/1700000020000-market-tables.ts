import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MarketTables1700000020000 implements MigrationInterface {
  readonly name = 'MarketTables1700000020000';

  async up(runner: QueryRunner): Promise<void> {
    // Where the extension is installed already this does nothing and needs no right to create one.
    await runner.query('CREATE EXTENSION IF NOT EXISTS btree_gist');
    await runner.query(`
      CREATE SCHEMA market;
      COMMENT ON SCHEMA market IS 'Where we sell: regions, markets, currencies and tax rates.';
      GRANT USAGE ON SCHEMA market TO portal_app, portal_system;
    `);
    await runner.query(currencyTable);
    await runner.query(currencyRows);
    await runner.query(regionTable);
    await runner.query(marketTable);
    await runner.query(regionMembershipTable);
    await runner.query(taxRateTable);
    await runner.query(grants);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The extension stays: other modules use it too, and it may have been there before.
    await runner.query(`
      DROP TABLE market.tax_rate, market.region_membership, market.market, market.region, market.currency;
      DROP FUNCTION market.is_time_zone(text);
      DROP SCHEMA market;
    `);
  }
}

const currencyTable = `
  CREATE TABLE market.currency (
    code text CONSTRAINT currency_pkey PRIMARY KEY
      CONSTRAINT currency_code_check CHECK (code ~ '^[A-Z]{3}$'),
    minor_digits int NOT NULL CONSTRAINT currency_minor_digits_check CHECK (minor_digits BETWEEN 0 AND 4)
  );
  COMMENT ON TABLE market.currency IS 'The active ISO 4217 currencies; the same list as in src/kernel/currency.ts.';
  COMMENT ON COLUMN market.currency.minor_digits IS 'Decimal places of the currency: a minor amount is the amount times ten to this power.';
`;

const currencyRows = `
  INSERT INTO market.currency (code, minor_digits) VALUES
    ('AED', 2), ('AFN', 2), ('ALL', 2), ('AMD', 2), ('AOA', 2), ('ARS', 2), ('AUD', 2), ('AWG', 2),
    ('AZN', 2), ('BAM', 2), ('BBD', 2), ('BDT', 2), ('BHD', 3), ('BIF', 0), ('BMD', 2), ('BND', 2),
    ('BOB', 2), ('BRL', 2), ('BSD', 2), ('BTN', 2), ('BWP', 2), ('BYN', 2), ('BZD', 2), ('CAD', 2),
    ('CDF', 2), ('CHF', 2), ('CLP', 0), ('CNY', 2), ('COP', 2), ('CRC', 2), ('CUP', 2), ('CVE', 2),
    ('CZK', 2), ('DJF', 0), ('DKK', 2), ('DOP', 2), ('DZD', 2), ('EGP', 2), ('ERN', 2), ('ETB', 2),
    ('EUR', 2), ('FJD', 2), ('FKP', 2), ('GBP', 2), ('GEL', 2), ('GHS', 2), ('GIP', 2), ('GMD', 2),
    ('GNF', 0), ('GTQ', 2), ('GYD', 2), ('HKD', 2), ('HNL', 2), ('HTG', 2), ('HUF', 2), ('IDR', 2),
    ('ILS', 2), ('INR', 2), ('IQD', 3), ('IRR', 2), ('ISK', 0), ('JMD', 2), ('JOD', 3), ('JPY', 0),
    ('KES', 2), ('KGS', 2), ('KHR', 2), ('KMF', 0), ('KPW', 2), ('KRW', 0), ('KWD', 3), ('KYD', 2),
    ('KZT', 2), ('LAK', 2), ('LBP', 2), ('LKR', 2), ('LRD', 2), ('LSL', 2), ('LYD', 3), ('MAD', 2),
    ('MDL', 2), ('MGA', 2), ('MKD', 2), ('MMK', 2), ('MNT', 2), ('MOP', 2), ('MRU', 2), ('MUR', 2),
    ('MVR', 2), ('MWK', 2), ('MXN', 2), ('MYR', 2), ('MZN', 2), ('NAD', 2), ('NGN', 2), ('NIO', 2),
    ('NOK', 2), ('NPR', 2), ('NZD', 2), ('OMR', 3), ('PAB', 2), ('PEN', 2), ('PGK', 2), ('PHP', 2),
    ('PKR', 2), ('PLN', 2), ('PYG', 0), ('QAR', 2), ('RON', 2), ('RSD', 2), ('RUB', 2), ('RWF', 0),
    ('SAR', 2), ('SBD', 2), ('SCR', 2), ('SDG', 2), ('SEK', 2), ('SGD', 2), ('SHP', 2), ('SLE', 2),
    ('SOS', 2), ('SRD', 2), ('SSP', 2), ('STN', 2), ('SVC', 2), ('SYP', 2), ('SZL', 2), ('THB', 2),
    ('TJS', 2), ('TMT', 2), ('TND', 3), ('TOP', 2), ('TRY', 2), ('TTD', 2), ('TWD', 2), ('TZS', 2),
    ('UAH', 2), ('UGX', 0), ('USD', 2), ('UYU', 2), ('UZS', 2), ('VED', 2), ('VES', 2), ('VND', 0),
    ('VUV', 0), ('WST', 2), ('XAF', 0), ('XCD', 2), ('XCG', 2), ('XOF', 0), ('XPF', 0), ('YER', 2),
    ('ZAR', 2), ('ZMW', 2), ('ZWG', 2)
`;

const regionTable = `
  CREATE TABLE market.region (
    id uuid CONSTRAINT region_pkey PRIMARY KEY,
    code text NOT NULL CONSTRAINT region_code_key UNIQUE
      CONSTRAINT region_code_check CHECK (code ~ '^[A-Z][A-Z0-9_]{1,19}$'),
    name text NOT NULL CONSTRAINT region_name_check CHECK (char_length(name) BETWEEN 1 AND 100),
    version int NOT NULL DEFAULT 1
  );
  COMMENT ON TABLE market.region IS 'A group of markets that is managed and reported together, such as EMEA.';
`;

const marketTable = `
  CREATE FUNCTION market.is_time_zone(p_name text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = market, pg_temp AS $$
  BEGIN
    -- PostgreSQL also takes POSIX texts such as FOO3 as zones; those would be typing errors here.
    IF p_name !~ '^(UTC|[A-Za-z_]+(/[A-Za-z_+-]+)+)$' THEN RETURN false; END IF;
    PERFORM timestamptz '2000-01-01 00:00Z' AT TIME ZONE p_name;
    RETURN true;
  EXCEPTION WHEN invalid_parameter_value THEN
    RETURN false;
  END $$;
  COMMENT ON FUNCTION market.is_time_zone(text) IS 'Whether the text names an IANA time zone that this server knows.';

  CREATE TABLE market.market (
    code text CONSTRAINT market_pkey PRIMARY KEY
      CONSTRAINT market_code_check CHECK (code ~ '^[A-Z]{2}$'),
    name text NOT NULL CONSTRAINT market_name_check CHECK (char_length(name) BETWEEN 1 AND 100),
    currency_code text NOT NULL CONSTRAINT market_currency_fkey REFERENCES market.currency (code),
    default_locale text NOT NULL
      CONSTRAINT market_default_locale_check CHECK (default_locale ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$'),
    time_zone text NOT NULL CONSTRAINT market_time_zone_check CHECK (market.is_time_zone(time_zone)),
    tax_name text NOT NULL CONSTRAINT market_tax_name_check CHECK (char_length(tax_name) BETWEEN 1 AND 40),
    state text NOT NULL CONSTRAINT market_state_check
      CHECK (state IN ('PLANNED', 'PREPARING', 'READY', 'OPEN', 'PAUSED', 'WIND_DOWN', 'CLOSED')),
    catalog_revision bigint NOT NULL DEFAULT 0,
    version int NOT NULL DEFAULT 1
  );
  CREATE INDEX market_currency_idx ON market.market (currency_code);
  COMMENT ON TABLE market.market IS 'A country in which we sell, with its one currency, calendar and tax.';
  COMMENT ON COLUMN market.market.code IS 'ISO 3166-1 alpha-2 country code.';
  COMMENT ON COLUMN market.market.default_locale IS 'BCP 47 tag of the language in which product texts are shown first.';
  COMMENT ON COLUMN market.market.time_zone IS 'IANA time zone; the days of the market are days in it.';
  COMMENT ON COLUMN market.market.tax_name IS 'What the sales tax is called there, such as VAT or GST.';
  COMMENT ON COLUMN market.market.catalog_revision IS 'Raised by market.raise_revision whenever something that a catalog page of this market shows was changed.';
`;

const regionMembershipTable = `
  CREATE TABLE market.region_membership (
    id uuid CONSTRAINT region_membership_pkey PRIMARY KEY,
    market_code text NOT NULL CONSTRAINT region_membership_market_fkey REFERENCES market.market (code),
    region_id uuid NOT NULL CONSTRAINT region_membership_region_fkey REFERENCES market.region (id),
    valid_from date NOT NULL,
    valid_until date,
    CONSTRAINT region_membership_period_check CHECK (valid_until > valid_from),
    CONSTRAINT region_membership_overlap_excl
      EXCLUDE USING gist (market_code WITH =, daterange(valid_from, valid_until) WITH &&)
  );
  CREATE INDEX region_membership_region_idx ON market.region_membership (region_id);
  CREATE INDEX region_membership_market_idx ON market.region_membership (market_code, valid_from DESC);
  COMMENT ON TABLE market.region_membership IS 'Which region a market belongs to and when; at most one at a time.';
  COMMENT ON COLUMN market.region_membership.valid_until IS 'The first day on which it no longer holds; null while it is open.';
`;

const taxRateTable = `
  CREATE TABLE market.tax_rate (
    market_code text NOT NULL CONSTRAINT tax_rate_market_fkey REFERENCES market.market (code),
    valid_from date NOT NULL,
    rate numeric(7,4) NOT NULL CONSTRAINT tax_rate_rate_check CHECK (rate >= 0 AND rate < 100),
    CONSTRAINT tax_rate_pkey PRIMARY KEY (market_code, valid_from)
  );
  COMMENT ON TABLE market.tax_rate IS 'The standard sales tax of a market; a rate holds until the next one begins.';
  COMMENT ON COLUMN market.tax_rate.rate IS 'Percent of the net amount, such as 19 or 8.1.';
`;

// The server's own login only reads markets and raises their revision; changing a market is a workflow that comes with
// its own rights.
const grants = `
  GRANT SELECT ON ALL TABLES IN SCHEMA market TO portal_app, portal_system;
  GRANT UPDATE (catalog_revision) ON market.market TO portal_app;
  GRANT INSERT, UPDATE, DELETE
    ON market.region, market.market, market.region_membership, market.tax_rate TO portal_system;
  REVOKE ALL ON FUNCTION market.is_time_zone(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION market.is_time_zone(text) TO portal_app, portal_system;
`;

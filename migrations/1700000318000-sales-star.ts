import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
  CREATE TABLE reporting.dim_rate (
    rate_key bigint NOT NULL GENERATED ALWAYS AS (date_key::bigint * 1000 + currency_key) STORED
      CONSTRAINT dim_rate_pkey PRIMARY KEY,
    date_key integer NOT NULL CONSTRAINT dim_rate_date_key_fkey REFERENCES reporting.dim_date (date_key),
    currency_key integer NOT NULL CONSTRAINT dim_rate_currency_key_fkey REFERENCES reporting.dim_currency (currency_key),
    units_per_eur numeric(18,9),
    eur_per_unit numeric(30,20),
    rate_date date,
    source varchar(5),
    carried_forward integer NOT NULL,
    rate_missing integer NOT NULL
  );
  CREATE INDEX dim_rate_currency_idx ON reporting.dim_rate (currency_key, date_key);
  COMMENT ON TABLE reporting.dim_rate IS 'What each currency was worth on each day that has facts.';
  COMMENT ON COLUMN reporting.dim_rate.rate_key IS 'Day and currency as a number: date_key × 1000 + currency_key.';
  COMMENT ON COLUMN reporting.dim_rate.date_key IS 'The day, YYYYMMDD.';
  COMMENT ON COLUMN reporting.dim_rate.currency_key IS 'The currency.';
  COMMENT ON COLUMN reporting.dim_rate.units_per_eur IS 'Units of the currency for one euro; null when there is no rate by that day.';
  COMMENT ON COLUMN reporting.dim_rate.eur_per_unit IS 'Euros for one unit of the currency, to 20 decimal places: an amount times this is the amount in euros. Round sums, not rows.';
  COMMENT ON COLUMN reporting.dim_rate.rate_date IS 'The day of the rate: the day itself, or the last before it that has one.';
  COMMENT ON COLUMN reporting.dim_rate.source IS 'ECB, or STAFF for what a person entered; EUR for the euro itself.';
  COMMENT ON COLUMN reporting.dim_rate.carried_forward IS '1 when the rate of an earlier day was taken, else 0.';
  COMMENT ON COLUMN reporting.dim_rate.rate_missing IS '1 when there is no rate: amounts of that day and currency are missing from every sum in euros.';

  CREATE TABLE sales.reseller_region (
    reseller_key integer NOT NULL CONSTRAINT reseller_region_reseller_key_fkey
      REFERENCES sales.reseller_key (reseller_key) ON DELETE CASCADE,
    region_key integer NOT NULL CONSTRAINT reseller_region_region_key_fkey
      REFERENCES sales.region_key (region_key) ON DELETE CASCADE,
    CONSTRAINT reseller_region_pkey PRIMARY KEY (region_key, reseller_key)
  );
  CREATE INDEX reseller_region_reseller_idx ON sales.reseller_region (reseller_key);
  COMMENT ON TABLE sales.reseller_region IS 'In which regions a reseller has sales, as a buyer or a partner of record: who sees a region may know its name.';
  GRANT SELECT ON reporting.dim_rate, sales.reseller_region TO portal_system;
`;

/** The rate of currency c on day d, as sales.rate_on finds it; here it is looked up for very many. */
const RATE = `
      LEFT JOIN LATERAL (
        SELECT e.rate, e.day, e.source FROM exchange_rate e
        WHERE e.currency_code = c.code AND e.day <= d.date ORDER BY e.day DESC LIMIT 1
      ) e ON c.code <> 'EUR'
      CROSS JOIN LATERAL (SELECT CASE c.code WHEN 'EUR' THEN 1 ELSE e.rate END AS rate,
        CASE c.code WHEN 'EUR' THEN d.date ELSE e.day END AS day,
        CASE c.code WHEN 'EUR' THEN 'EUR' ELSE e.source END AS source) r
      CROSS JOIN LATERAL (SELECT div(2e20 + r.rate, 2 * r.rate) * 0.00000000000000000001 AS factor) x`;

const VALUES = `r.rate, x.factor, r.day, r.source,
      CASE WHEN r.day < d.date THEN 1 ELSE 0 END, CASE WHEN r.rate IS NULL THEN 1 ELSE 0 END`;

const COLUMNS = 'units_per_eur, eur_per_unit, rate_date, source, carried_forward, rate_missing';

const of = (alias: string) =>
  COLUMNS.split(', ')
    .map((column) => `${alias}.${column}`)
    .join(', ');

// Whoever changes rates holds the lock alone, and whoever adds days holds it with others: a day that is being added can
// then not miss a rate that is being written.
const RATES = `
  CREATE FUNCTION sales.add_rate_days(p_days integer[], p_currencies integer[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM unnest(p_days, p_currencies) g (date_key, currency_key)
      WHERE NOT EXISTS (SELECT FROM reporting.dim_rate d WHERE d.rate_key = g.date_key::bigint * 1000 + g.currency_key)) THEN
      RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(720114031);
    INSERT INTO reporting.dim_rate (date_key, currency_key, ${COLUMNS})
    SELECT g.date_key, g.currency_key, ${VALUES}
    FROM (
      SELECT * FROM unnest(p_days, p_currencies) g (date_key, currency_key)
      UNION
      SELECT g.date_key, c.currency_key FROM unnest(p_days) g (date_key), currency_key c
      WHERE c.code = 'EUR' OR EXISTS (SELECT FROM exchange_rate e WHERE e.currency_code = c.code)
    ) g
    JOIN reporting.dim_date d ON d.date_key = g.date_key
    JOIN currency_key c ON c.currency_key = g.currency_key
    ${RATE}
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
  END $$;
  COMMENT ON FUNCTION sales.add_rate_days(integer[], integer[]) IS 'Gives the star the rates of these days: of the currencies beside them, and of all that have rates.';

  CREATE FUNCTION sales.describe_rates(p_currencies text[], p_from date[], p_to date[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(720114031);
    INSERT INTO reporting.dim_rate (date_key, currency_key, carried_forward, rate_missing)
    SELECT d.date_key, c.currency_key, 0, 1
    FROM (SELECT DISTINCT date_key FROM reporting.dim_rate) d
    CROSS JOIN currency_key c
    WHERE c.code = ANY (p_currencies)
      AND NOT EXISTS (SELECT FROM reporting.dim_rate o WHERE o.rate_key = d.date_key::bigint * 1000 + c.currency_key)
    ORDER BY 1, 2;
    -- Also the days behind, up to the next one that has a rate of its own.
    UPDATE reporting.dim_rate o SET (${COLUMNS}) = ROW (${of('n')})
    FROM (
      SELECT s.rate_key, ${VALUES}
      FROM unnest(p_currencies, p_from, p_to) g (code, first, last)
      JOIN currency_key c ON c.code = g.code
      CROSS JOIN LATERAL (SELECT min(e.day) AS day FROM exchange_rate e
        WHERE e.currency_code = g.code AND e.day > g.last) next
      JOIN reporting.dim_rate s ON s.currency_key = c.currency_key AND s.date_key >= date_key(g.first)
        AND (next.day IS NULL OR s.date_key < date_key(next.day))
      JOIN reporting.dim_date d ON d.date_key = s.date_key
      ${RATE}
    ) n (rate_key, ${COLUMNS})
    WHERE o.rate_key = n.rate_key AND (${of('o')}) IS DISTINCT FROM (${of('n')});
  END $$;
  COMMENT ON FUNCTION sales.describe_rates(text[], date[], date[]) IS 'Brings rates in the star up to what is known now: of each currency those of the days from the one to the other, and of the days behind that take them.';

  CREATE FUNCTION sales.keep_dim_rate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    PERFORM describe_rates(array_agg(g.currency_code), array_agg(g.first), array_agg(g.last))
    FROM (SELECT currency_code, min(day) AS first, max(day) AS last FROM changed GROUP BY 1) g HAVING count(*) > 0;
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION sales.keep_dim_rate() IS 'Tells the star of changed exchange rates.';

  CREATE FUNCTION sales.keep_rate_days() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  DECLARE
    v_days integer[];
    v_currencies integer[];
  BEGIN
    SELECT array_agg(date_key), array_agg(currency_key) INTO v_days, v_currencies
    FROM (SELECT DISTINCT date_key, currency_key FROM added) g;
    IF v_days IS NOT NULL THEN
      PERFORM add_rate_days(v_days, v_currencies);
    END IF;
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION sales.keep_rate_days() IS 'Gives the star the rates of the days of new facts.';

  CREATE FUNCTION sales.keep_reseller_regions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    INSERT INTO reseller_region (reseller_key, region_key)
    SELECT reseller_key, region_key FROM added UNION SELECT partner_key, region_key FROM added WHERE partner_key <> 0
    EXCEPT SELECT reseller_key, region_key FROM reseller_region
    ORDER BY 2, 1 ON CONFLICT DO NOTHING;
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION sales.keep_reseller_regions() IS 'Notes the regions in which resellers have new sales.';

  REVOKE EXECUTE ON FUNCTION sales.add_rate_days(integer[], integer[]), sales.describe_rates(text[], date[], date[]),
    sales.keep_dim_rate(), sales.keep_rate_days(), sales.keep_reseller_regions() FROM PUBLIC;
`;

const TRIGGERS = `
  CREATE TRIGGER star_rate_insert AFTER INSERT ON sales.exchange_rate
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_dim_rate();
  CREATE TRIGGER star_rate_update AFTER UPDATE ON sales.exchange_rate
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_dim_rate();
  CREATE TRIGGER star_rate_delete AFTER DELETE ON sales.exchange_rate
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_dim_rate();
  CREATE TRIGGER star_rate_days AFTER INSERT ON reporting.fact_sales
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_rate_days();
  CREATE TRIGGER star_reseller_regions AFTER INSERT ON sales.day_reseller
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_reseller_regions();
`;

const REFERENCES: Record<string, string> = {
  date_key: 'dim_date (date_key)',
  market_key: 'dim_market (market_key)',
  region_key: 'dim_region (region_key)',
  category_key: 'dim_category (category_key)',
  variant_key: 'dim_product (variant_key)',
  reseller_key: 'dim_reseller (reseller_key)',
  partner_key: 'dim_reseller (reseller_key)',
  currency_key: 'dim_currency (currency_key)',
  rate_key: 'dim_rate (rate_key) DEFERRABLE INITIALLY DEFERRED',
};

const FACTS = `
  ALTER TABLE reporting.fact_sales
    ADD COLUMN rate_key bigint NOT NULL GENERATED ALWAYS AS (date_key::bigint * 1000 + currency_key) STORED;
  COMMENT ON COLUMN reporting.fact_sales.rate_key IS 'The rate of the currency on the day: it leads to the amounts in euros.';
  ${Object.entries(REFERENCES)
    .map(
      ([column, target]) => `ALTER TABLE reporting.fact_sales
    ADD CONSTRAINT fact_sales_${column}_fkey FOREIGN KEY (${column}) REFERENCES reporting.${target};`,
    )
    .join('\n  ')}
`;

const FILL = `
  DO $fill$
  BEGIN
    PERFORM sales.add_rate_days(array_agg(date_key), array_agg(currency_key))
    FROM (SELECT DISTINCT date_key, currency_key FROM reporting.fact_sales) g HAVING count(*) > 0;
    INSERT INTO sales.reseller_region (reseller_key, region_key)
    SELECT reseller_key, region_key FROM sales.day_reseller
    UNION SELECT partner_key, region_key FROM sales.day_reseller WHERE partner_key <> 0;
  END $fill$;
`;

/** Rates as a dimension of the star, and the keys that tie its facts to their dimensions. */
export class SalesStar1700000318000 implements MigrationInterface {
  readonly name = 'SalesStar1700000318000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(RATES);
    await runner.query(FILL);
    await runner.query(FACTS);
    await runner.query(TRIGGERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER star_reseller_regions ON sales.day_reseller;
      DROP TRIGGER star_rate_days ON reporting.fact_sales;
      DROP TRIGGER star_rate_insert ON sales.exchange_rate;
      DROP TRIGGER star_rate_update ON sales.exchange_rate;
      DROP TRIGGER star_rate_delete ON sales.exchange_rate;
      ${Object.keys(REFERENCES)
        .map(
          (column) => `ALTER TABLE reporting.fact_sales DROP CONSTRAINT fact_sales_${column}_fkey;`,
        )
        .join('\n')}
      ALTER TABLE reporting.fact_sales DROP COLUMN rate_key;
      DROP FUNCTION sales.keep_reseller_regions(), sales.keep_rate_days(), sales.keep_dim_rate(),
        sales.describe_rates(text[], date[], date[]), sales.add_rate_days(integer[], integer[]);
      DROP TABLE sales.reseller_region, reporting.dim_rate;
    `);
  }
}

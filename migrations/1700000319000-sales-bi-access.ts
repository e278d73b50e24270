import type { MigrationInterface, QueryRunner } from 'typeorm';

const GRANTS = `
  CREATE TABLE sales.bi_grant (
    role_name text NOT NULL CONSTRAINT bi_grant_role_name_check CHECK (role_name ~ '^bi_[a-z0-9_]{1,50}$'),
    region_key integer CONSTRAINT bi_grant_region_key_fkey REFERENCES sales.region_key (region_key) ON DELETE CASCADE,
    granted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bi_grant_key UNIQUE NULLS NOT DISTINCT (role_name, region_key)
  );
  CREATE INDEX bi_grant_region_idx ON sales.bi_grant (region_key);
  COMMENT ON TABLE sales.bi_grant IS 'Which BI user, a role of the database, sees the sales of which region. It lies outside the schema that BI users see.';
  COMMENT ON COLUMN sales.bi_grant.region_key IS 'Null: all regions, also those to come.';

  CREATE FUNCTION sales.grant_bi(p_role text, p_regions text[]) RETURNS void
    LANGUAGE plpgsql SET search_path = sales, pg_temp AS $$
  DECLARE
    v_unknown text;
  BEGIN
    SELECT string_agg(c, ', ') INTO v_unknown FROM unnest(p_regions) c
    WHERE NOT EXISTS (SELECT FROM market.region_v r WHERE r.region_code = c);
    IF v_unknown IS NOT NULL THEN
      RAISE EXCEPTION 'There is no region %.', v_unknown;
    END IF;
    DELETE FROM bi_grant WHERE role_name = p_role;
    INSERT INTO bi_grant (role_name, region_key)
    SELECT p_role, k.region_key FROM region_key k JOIN market.region_v r ON r.region_id = k.region_id
    WHERE r.region_code = ANY (p_regions)
    UNION ALL SELECT p_role, NULL WHERE p_regions IS NULL;
  END $$;
  COMMENT ON FUNCTION sales.grant_bi(text, text[]) IS 'Gives a BI user these regions and no others, by code; null means all, and none takes everything away.';

  CREATE FUNCTION sales.bi_regions() RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sales, pg_temp AS $$
    SELECT array_agg(r.region_key) FROM region_key r
    WHERE EXISTS (SELECT FROM bi_grant g WHERE g.role_name = session_user AND (g.region_key IS NULL OR g.region_key = r.region_key))
  $$;
  COMMENT ON FUNCTION sales.bi_regions() IS 'The regions of whoever is connected, whatever role they have put on since.';

  CREATE FUNCTION sales.bi_pending_lines() RETURNS SETOF sales.pending_line_v
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sales, pg_temp AS $$
    SELECT * FROM pending_line_v WHERE region_key = ANY (bi_regions())
  $$;
  COMMENT ON FUNCTION sales.bi_pending_lines() IS 'What is not in the facts yet, of the regions of whoever is connected.';

  CREATE FUNCTION sales.bi_resellers() RETURNS integer[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sales, pg_temp AS $$
    SELECT array_agg(reseller_key) FROM (
      SELECT reseller_key FROM reseller_region WHERE region_key = ANY (bi_regions())
      UNION SELECT reseller_key FROM bi_pending_lines()
      UNION SELECT partner_key FROM bi_pending_lines() WHERE partner_key IS NOT NULL
    ) r
  $$;
  COMMENT ON FUNCTION sales.bi_resellers() IS 'The resellers with sales in the regions of whoever is connected, also those that are not in the facts yet.';

  CREATE FUNCTION sales.bi_lag() RETURNS TABLE (waiting_events integer, behind_seconds numeric)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sales, pg_temp AS $$
    SELECT events::integer, seconds::numeric FROM lag_v
  $$;
  COMMENT ON FUNCTION sales.bi_lag() IS 'How far the facts are behind.';

  CREATE FUNCTION sales.bi_eur_per_unit(p_currency integer, p_day date) RETURNS numeric
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sales, pg_temp AS $$
    SELECT div(2e20 + r.rate, 2 * r.rate) * 0.00000000000000000001
    FROM currency_key c CROSS JOIN LATERAL rate_on(c.code, p_day) r WHERE c.currency_key = p_currency
  $$;
  COMMENT ON FUNCTION sales.bi_eur_per_unit(integer, date) IS 'Euros for one unit of the currency on the day, as reporting.dim_rate has them where it has the day.';

  REVOKE EXECUTE ON FUNCTION sales.grant_bi(text, text[]), sales.bi_regions(), sales.bi_resellers(),
    sales.bi_pending_lines(), sales.bi_lag(), sales.bi_eur_per_unit(integer, date) FROM PUBLIC;
  GRANT USAGE ON SCHEMA reporting, sales TO bi_reader;
  GRANT EXECUTE ON FUNCTION sales.bi_regions(), sales.bi_resellers(), sales.bi_pending_lines(), sales.bi_lag(),
    sales.bi_eur_per_unit(integer, date) TO bi_reader;
`;

/** The tables that a BI user reads, and whose rows. */
const BY_REGION = [
  'reporting.fact_sales',
  'sales.day_category',
  'sales.day_reseller',
  'sales.month_variant',
];
const FOR_ALL = ['date', 'market', 'region', 'category', 'product', 'currency', 'rate'].map(
  (name) => `reporting.dim_${name}`,
);

const bare = (table: string) => table.replace(/^.*\./, '');

const POLICIES = `
  ${BY_REGION.map(
    (table) => `CREATE POLICY ${bare(table)}_bi ON ${table} FOR SELECT TO bi_reader
    USING (region_key = ANY ((SELECT sales.bi_regions())::integer[]));`,
  ).join('\n  ')}
  ALTER TABLE reporting.dim_reseller ENABLE ROW LEVEL SECURITY;
  ALTER TABLE reporting.dim_reseller FORCE ROW LEVEL SECURITY;
  CREATE POLICY dim_reseller_owner ON reporting.dim_reseller TO portal_owner USING (true) WITH CHECK (true);
  CREATE POLICY dim_reseller_system ON reporting.dim_reseller TO portal_system USING (true) WITH CHECK (true);
  CREATE POLICY dim_reseller_bi ON reporting.dim_reseller FOR SELECT TO bi_reader
    USING (reseller_key = ANY ((SELECT sales.bi_resellers())::integer[]));
  GRANT SELECT ON ${[...BY_REGION, ...FOR_ALL, 'reporting.dim_reseller'].join(', ')} TO bi_reader;
`;

/** Who reads the star: roles of the database that are members of bi_reader, each with its regions. */
export class SalesBiAccess1700000319000 implements MigrationInterface {
  readonly name = 'SalesBiAccess1700000319000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GRANTS);
    await runner.query(POLICIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE SELECT ON ${[...BY_REGION, ...FOR_ALL, 'reporting.dim_reseller'].join(', ')} FROM bi_reader;
      DROP POLICY dim_reseller_bi ON reporting.dim_reseller;
      DROP POLICY dim_reseller_system ON reporting.dim_reseller;
      DROP POLICY dim_reseller_owner ON reporting.dim_reseller;
      ALTER TABLE reporting.dim_reseller NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE reporting.dim_reseller DISABLE ROW LEVEL SECURITY;
      ${BY_REGION.map((table) => `DROP POLICY ${bare(table)}_bi ON ${table};`).join('\n')}
      REVOKE USAGE ON SCHEMA reporting, sales FROM bi_reader;
      DROP FUNCTION sales.bi_eur_per_unit(integer, date), sales.bi_lag(), sales.bi_pending_lines(), sales.bi_resellers(), sales.bi_regions(),
        sales.grant_bi(text, text[]);
      DROP TABLE sales.bi_grant;
    `);
  }
}

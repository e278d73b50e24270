import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
  CREATE TABLE reporting.dim_reseller (
    reseller_key integer CONSTRAINT dim_reseller_pkey PRIMARY KEY
      CONSTRAINT dim_reseller_reseller_key_fkey REFERENCES sales.reseller_key (reseller_key) ON DELETE CASCADE,
    reseller_name varchar(200) NOT NULL,
    country_code varchar(2) NOT NULL,
    reseller_type varchar(20) NOT NULL,
    tier_today varchar(12) NOT NULL,
    reseller_state varchar(20) NOT NULL
  );
  COMMENT ON TABLE reporting.dim_reseller IS 'A row per reseller as it is today: of the buyers, and of the partners of record.';
  COMMENT ON COLUMN reporting.dim_reseller.reseller_key IS 'The reseller as a number.';
  COMMENT ON COLUMN reporting.dim_reseller.reseller_name IS 'Legal name of the reseller.';
  COMMENT ON COLUMN reporting.dim_reseller.country_code IS 'ISO 3166-1 alpha-2 code of the country of the reseller.';
  COMMENT ON COLUMN reporting.dim_reseller.reseller_type IS 'DISTRIBUTOR, DIRECT_RESELLER or INDIRECT_RESELLER.';
  COMMENT ON COLUMN reporting.dim_reseller.tier_today IS 'The tier of the reseller today. The one at the time of the sale is tier of the facts.';
  COMMENT ON COLUMN reporting.dim_reseller.reseller_state IS 'What the reseller is now, such as ACTIVE or SUSPENDED.';

  CREATE VIEW reseller.name_v WITH (security_invoker = true) AS
    SELECT id AS reseller_id, legal_name, country_code, type, tier, state FROM reseller.reseller;
  COMMENT ON VIEW reseller.name_v IS 'What resellers are called and what they are.';
  GRANT SELECT ON reseller.name_v TO portal_app, portal_system;
`;

const FUNCTIONS = `
  CREATE FUNCTION sales.describe_resellers(p_resellers uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
    INSERT INTO reporting.dim_reseller AS d
      (reseller_key, reseller_name, country_code, reseller_type, tier_today, reseller_state)
    SELECT k.reseller_key, r.legal_name, r.country_code, r.type, r.tier, r.state
    FROM reseller.name_v r JOIN reseller_key k ON k.reseller_id = r.reseller_id
    WHERE p_resellers IS NULL OR r.reseller_id = ANY (p_resellers)
    ORDER BY k.reseller_key
    ON CONFLICT (reseller_key) DO UPDATE SET (reseller_name, country_code, reseller_type, tier_today, reseller_state)
      = ROW (excluded.reseller_name, excluded.country_code, excluded.reseller_type, excluded.tier_today, excluded.reseller_state)
      WHERE (d.reseller_name, d.country_code, d.reseller_type, d.tier_today, d.reseller_state) IS DISTINCT FROM
        (excluded.reseller_name, excluded.country_code, excluded.reseller_type, excluded.tier_today, excluded.reseller_state)
  $$;
  COMMENT ON FUNCTION sales.describe_resellers(uuid[]) IS 'Brings these resellers in the star up to what they are now; null means all.';

  CREATE FUNCTION sales.keep_dim_reseller() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    PERFORM describe_resellers(ARRAY(SELECT id FROM changed));
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION sales.keep_dim_reseller() IS 'Tells the star of changed resellers.';
  REVOKE EXECUTE ON FUNCTION sales.describe_resellers(uuid[]), sales.keep_dim_reseller() FROM PUBLIC;
`;

// The name comes behind that of the trigger that gives keys, since triggers of a table run in the order of their names.
const TRIGGERS = ['INSERT', 'UPDATE']
  .map(
    (event) => `
  CREATE TRIGGER star_reseller_${event.toLowerCase()} AFTER ${event} ON reseller.reseller
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_dim_reseller();`,
  )
  .join('');

/** Resellers as a dimension of the star for BI tools. */
export class ResellerStar1700000317000 implements MigrationInterface {
  readonly name = 'ResellerStar1700000317000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(FUNCTIONS);
    await runner.query(TRIGGERS);
    await runner.query('SELECT sales.describe_resellers(NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER star_reseller_insert ON reseller.reseller;
      DROP TRIGGER star_reseller_update ON reseller.reseller;
      DROP FUNCTION sales.keep_dim_reseller(), sales.describe_resellers(uuid[]);
      DROP VIEW reseller.name_v;
      DROP TABLE reporting.dim_reseller;
    `);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What pages show has revisions of its own, beside the one that orders compare: a text of a product concerns every page
 * and no order, and pieces taken from stock concern pages but must not send other orders back to read the catalog anew.
 */
export class MarketShownRevision1700000410000 implements MigrationInterface {
  readonly name = 'MarketShownRevision1700000410000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(functions);
    await runner.query(triggers);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER currency_shown ON market.currency;
      DROP TRIGGER market_shown ON market.market;
      DROP TRIGGER market_shown_rows ON market.market;
      DROP VIEW market.shown_v, market.shown_revision_v;
      DROP TABLE market.shown_change, market.shown_revision;
      DROP FUNCTION market.note_shown_market();
      DROP FUNCTION market.note_shown_everywhere();
      DROP FUNCTION market.note_shown(text[]);
      DROP FUNCTION market.raise_shown();
    `);
  }
}

const tables = `
  CREATE TABLE market.shown_revision (
    scope text CONSTRAINT shown_revision_pkey PRIMARY KEY,
    revision bigint NOT NULL
  ) WITH (fillfactor = 50);
  COMMENT ON TABLE market.shown_revision IS 'How often something that pages show was changed, by scope; no row: never.';
  COMMENT ON COLUMN market.shown_revision.scope IS 'CATALOG concerns every page, MARKET and a code those of a market, STOCK and an id those that show what lies at a location.';

  CREATE TABLE market.shown_change (
    transaction_id xid8 NOT NULL,
    scope text NOT NULL,
    CONSTRAINT shown_change_pkey PRIMARY KEY (transaction_id, scope)
  );
  COMMENT ON TABLE market.shown_change IS 'The scopes that a transaction will raise when it commits; it takes its rows away then, so nobody else ever sees any.';
`;

const functions = `
  CREATE FUNCTION market.raise_shown() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = market, pg_temp AS $$
  DECLARE
    v_scopes text[];
  BEGIN
    WITH noted AS (DELETE FROM shown_change WHERE transaction_id = pg_current_xact_id() RETURNING scope)
    SELECT array_agg(scope) INTO v_scopes FROM noted;
    -- Whoever raises several locks them in their order, and last of all, so that two writers never wait for each other.
    IF v_scopes IS NOT NULL THEN
      INSERT INTO shown_revision (scope, revision) SELECT s, 1 FROM unnest(v_scopes) s ORDER BY s
      ON CONFLICT (scope) DO UPDATE SET revision = shown_revision.revision + 1;
    END IF;
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION market.raise_shown() IS 'Runs once per transaction, when it commits: whoever reads a revision has read everything that was raised before it.';

  CREATE FUNCTION market.note_shown(p_scopes text[]) RETURNS void
    LANGUAGE plpgsql SET search_path = market, pg_temp AS $$
  BEGIN
    INSERT INTO shown_change (transaction_id, scope) SELECT pg_current_xact_id(), s FROM unnest(p_scopes) s
    ON CONFLICT DO NOTHING;
  END $$;
  COMMENT ON FUNCTION market.note_shown(text[]) IS 'For triggers of tables that pages read: the scopes are raised when the transaction commits.';

  CREATE FUNCTION market.note_shown_everywhere() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = market, pg_temp AS $$
  BEGIN
    PERFORM note_shown(ARRAY['CATALOG']);
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION market.note_shown_everywhere() IS 'For tables whose rows every page may show.';

  CREATE FUNCTION market.note_shown_market() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = market, pg_temp AS $$
  BEGIN
    PERFORM note_shown(array_agg(DISTINCT 'MARKET ' || c.market_code)) FROM changed c HAVING count(*) > 0;
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION market.note_shown_market() IS 'For tables whose rows the pages of their market_code show; the changed rows are the table "changed".';
`;

const triggers = `
  CREATE CONSTRAINT TRIGGER shown_change_raise AFTER INSERT ON market.shown_change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION market.raise_shown();

  CREATE TRIGGER market_shown AFTER UPDATE OF name, currency_code, default_locale, time_zone, state ON market.market
    FOR EACH STATEMENT EXECUTE FUNCTION market.note_shown_everywhere();
  CREATE TRIGGER market_shown_rows AFTER INSERT OR DELETE ON market.market
    FOR EACH STATEMENT EXECUTE FUNCTION market.note_shown_everywhere();
  CREATE TRIGGER currency_shown AFTER INSERT OR UPDATE OR DELETE ON market.currency
    FOR EACH STATEMENT EXECUTE FUNCTION market.note_shown_everywhere();

  CREATE VIEW market.shown_revision_v WITH (security_invoker = true) AS
  SELECT scope, revision FROM market.shown_revision;
  COMMENT ON VIEW market.shown_revision_v IS 'How often something that pages show was changed, by scope; no row: never.';

  CREATE VIEW market.shown_v WITH (security_invoker = true) AS
  SELECT m.code, m.catalog_revision || '.' || coalesce(k.revision, 0) || '.' || coalesce(c.revision, 0) AS revision
  FROM market.market m
  LEFT JOIN market.shown_revision k ON k.scope = 'MARKET ' || m.code
  LEFT JOIN market.shown_revision c ON c.scope = 'CATALOG'
  UNION ALL
  SELECT '', (SELECT sum(m.catalog_revision) FROM market.market m) || '.'
    || (SELECT coalesce(sum(r.revision), 0) FROM market.shown_revision r WHERE NOT starts_with(r.scope, 'STOCK '));
  COMMENT ON VIEW market.shown_v IS 'How pages of a market stand, stock aside: nothing that they show was changed while it is the same. No code: pages of no market, which may show what concerns all of them.';

  GRANT SELECT ON market.shown_revision, market.shown_revision_v, market.shown_v TO portal_app, portal_system;
  REVOKE EXECUTE ON FUNCTION market.raise_shown, market.note_shown, market.note_shown_everywhere, market.note_shown_market
    FROM PUBLIC;
`;

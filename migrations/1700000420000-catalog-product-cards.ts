import type { MigrationInterface, QueryRunner } from 'typeorm';

const rows = {
  INSERT: 'NEW TABLE AS new_rows',
  UPDATE: 'OLD TABLE AS old_rows NEW TABLE AS new_rows',
  DELETE: 'OLD TABLE AS old_rows',
} as const;

const ALWAYS = ['INSERT', 'UPDATE', 'DELETE'] as const;

interface Keeper {
  table: string;
  refresh: string;
  id: string;
  columns: string;
  events: readonly (keyof typeof rows)[];
}

/** Which changes make cards anew: the function that does it, and by which ids. */
const keepers: Keeper[] = [
  {
    table: 'product',
    refresh: 'refresh_cards',
    id: 'id',
    columns: 'handle',
    events: ['INSERT'],
  },
  {
    table: 'product_text',
    refresh: 'refresh_cards',
    id: 'product_id',
    columns: 'locale, name',
    events: ALWAYS,
  },
  {
    table: 'variant',
    refresh: 'refresh_cards',
    id: 'product_id',
    columns: 'id, sku, mpn, gtin, position, version',
    events: ALWAYS,
  },
  {
    table: 'variant_spec',
    refresh: 'refresh_variant_cards',
    id: 'variant_id',
    columns: 'definition_id, number_value, text_value, boolean_value',
    events: ALWAYS,
  },
  {
    table: 'spec_definition',
    refresh: 'refresh_definition_cards',
    id: 'id',
    columns: 'code',
    events: ['UPDATE'],
  },
];

/** A page of products shows hundreds of specs: it finds them ready, instead of looking each one up. */
export class CatalogProductCards1700000420000 implements MigrationInterface {
  readonly name = 'CatalogProductCards1700000420000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(functions);
    await runner.query(keeper(CARDS_OF_VARIANTS));
    for (const { table: of, refresh, id, columns, events } of keepers) {
      for (const event of events) {
        await runner.query(`
          CREATE TRIGGER card_${event.toLowerCase()} AFTER ${event} ON catalog.${of} REFERENCING ${rows[event]}
          FOR EACH STATEMENT EXECUTE FUNCTION catalog.keep_search('${refresh}', '${id}', '${columns}')`);
      }
    }
    await runner.query(views);
    await runner.query(`
      SELECT catalog.refresh_cards(ARRAY(SELECT id FROM catalog.product));
      REVOKE ALL ON FUNCTION catalog.made_cards(uuid[]), catalog.refresh_cards(uuid[]), catalog.refresh_variant_cards(uuid[]),
        catalog.refresh_definition_cards(uuid[]), catalog.card_differences() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION catalog.made_cards(uuid[]), catalog.refresh_cards(uuid[]), catalog.card_differences() TO portal_system;
    `);
    await runner.query(
      invariants(`$part$SELECT 'I9'$part$`, `$part$${INVARIANT}SELECT 'I9'$part$`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      invariants(`$part$${INVARIANT}SELECT 'I9'$part$`, `$part$SELECT 'I9'$part$`),
    );
    await runner.query(`DROP VIEW catalog.card_v, catalog.stored_listing_v, catalog.certified_v, catalog.certificate_v,
      catalog.technology_note_v, catalog.product_text_v, catalog.definition_v`);
    for (const { table: of, events } of keepers) {
      for (const event of events) {
        await runner.query(`DROP TRIGGER card_${event.toLowerCase()} ON catalog.${of}`);
      }
    }
    await runner.query(keeper(''));
    await runner.query(`
      DROP FUNCTION catalog.card_differences(), catalog.refresh_definition_cards(uuid[]), catalog.refresh_variant_cards(uuid[]),
        catalog.refresh_cards(uuid[]), catalog.made_cards(uuid[]);
      DROP TABLE catalog.product_card;
    `);
  }
}

const table = `
  CREATE TABLE catalog.product_card (
    product_id uuid CONSTRAINT product_card_pkey PRIMARY KEY
      CONSTRAINT product_card_product_fkey REFERENCES catalog.product (id) ON DELETE CASCADE,
    variant_ids uuid[] NOT NULL,
    names json NOT NULL,
    variants json NOT NULL
  );
  COMMENT ON TABLE catalog.product_card IS 'What lists show of a product and its variants in every market, ready to be sent; kept by triggers.';
  COMMENT ON COLUMN catalog.product_card.variant_ids IS 'In the order of display, as in variants.';
  COMMENT ON COLUMN catalog.product_card.names IS 'A pair of language and name for each language.';
  COMMENT ON COLUMN catalog.product_card.variants IS 'Each with its specs as pairs of code and value, the value as spec_text has it.';
  GRANT SELECT ON catalog.product_card TO portal_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON catalog.product_card TO portal_system;
`;

const functions = `
  CREATE FUNCTION catalog.made_cards(p_ids uuid[])
    RETURNS TABLE (product_id uuid, variant_ids uuid[], names json, variants json)
    LANGUAGE sql STABLE SET search_path = catalog, pg_temp AS $$
    SELECT p.id,
      ARRAY(SELECT v.id FROM variant v WHERE v.product_id = p.id ORDER BY v.position, v.id),
      (SELECT coalesce(json_agg(json_build_array(x.locale, x.name) ORDER BY x.locale), '[]')
        FROM product_text x WHERE x.product_id = p.id),
      (SELECT coalesce(json_agg(row_to_json(w) ORDER BY w.position, w.id), '[]') FROM (
        SELECT v.id, v.sku, v.mpn, v.gtin, v.position, v.version, (
          SELECT coalesce(json_agg(json_build_array(d.code, spec_text(s.number_value, s.text_value, s.boolean_value)) ORDER BY d.code), '[]')
          FROM variant_spec s JOIN spec_definition d ON d.id = s.definition_id WHERE s.variant_id = v.id
        ) AS specs
        FROM variant v WHERE v.product_id = p.id) w)
    FROM product p WHERE p.id = ANY (p_ids)
  $$;
  COMMENT ON FUNCTION catalog.made_cards(uuid[]) IS 'The cards of these products, made from the tables that they come from.';

  CREATE FUNCTION catalog.refresh_cards(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    INSERT INTO product_card (product_id, variant_ids, names, variants)
    SELECT product_id, variant_ids, names, variants FROM made_cards(p_ids) ORDER BY product_id
    ON CONFLICT (product_id) DO UPDATE
      SET variant_ids = EXCLUDED.variant_ids, names = EXCLUDED.names, variants = EXCLUDED.variants
    WHERE product_card.variants::text <> EXCLUDED.variants::text OR product_card.names::text <> EXCLUDED.names::text
      OR product_card.variant_ids <> EXCLUDED.variant_ids;
  END $$;
  COMMENT ON FUNCTION catalog.refresh_cards(uuid[]) IS 'Makes the cards of these products anew.';

  CREATE FUNCTION catalog.refresh_variant_cards(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    PERFORM refresh_cards(ARRAY(SELECT DISTINCT v.product_id FROM variant v WHERE v.id = ANY (p_ids)));
  END $$;

  CREATE FUNCTION catalog.refresh_definition_cards(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    PERFORM refresh_cards(ARRAY(
      SELECT DISTINCT v.product_id FROM variant_spec s JOIN variant v ON v.id = s.variant_id
      WHERE s.definition_id = ANY (p_ids)));
  END $$;

  CREATE FUNCTION catalog.card_differences() RETURNS TABLE (product_id uuid, detail text)
    LANGUAGE sql STABLE SET search_path = catalog, pg_temp AS $$
    SELECT coalesce(k.product_id, n.product_id), CASE
      WHEN k.product_id IS NULL THEN 'has no card'
      WHEN n.product_id IS NULL THEN 'has a card, and is no product'
      ELSE 'its card says something else than its texts, variants and specs' END
    FROM product_card k
    FULL JOIN made_cards(ARRAY(SELECT id FROM product)) n ON n.product_id = k.product_id
    WHERE k.product_id IS NULL OR n.product_id IS NULL OR k.variant_ids <> n.variant_ids
      OR k.names::text <> n.names::text OR k.variants::text <> n.variants::text
  $$;
  COMMENT ON FUNCTION catalog.card_differences() IS 'The products whose card is not what would be made now; none, ever.';
`;

const CARDS_OF_VARIANTS = `
        WHEN 'refresh_variant_cards' THEN ARRAY(SELECT v.product_id FROM variant v WHERE v.id = ANY (v_ids))
        WHEN 'refresh_definition_cards' THEN ARRAY(
          SELECT v.product_id FROM variant_spec x JOIN variant v ON v.id = x.variant_id WHERE x.definition_id = ANY (v_ids))`;

// Whoever comes second to a product waits for its row of product_search, and then sees what the first has committed.
const keeper = (ofCards: string) => `
  CREATE OR REPLACE FUNCTION catalog.keep_search() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp AS $$
  DECLARE
    v_rows text := format('SELECT %s, %s FROM ', TG_ARGV[1], TG_ARGV[2]);
    v_ids uuid[];
  BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT changed.%I) FROM (%s) AS changed', TG_ARGV[1], CASE TG_OP
      WHEN 'INSERT' THEN v_rows || 'new_rows'
      WHEN 'DELETE' THEN v_rows || 'old_rows'
      ELSE format('(%1$s new_rows EXCEPT ALL %1$s old_rows) UNION ALL (%1$s old_rows EXCEPT ALL %1$s new_rows)', v_rows)
    END) INTO v_ids;
    IF v_ids IS NOT NULL THEN
      PERFORM 1 FROM product_search s
      WHERE s.product_id = ANY (CASE TG_ARGV[0]
        WHEN 'refresh_spec_values' THEN ARRAY(SELECT v.product_id FROM variant v WHERE v.id = ANY (v_ids))
        WHEN 'refresh_definitions' THEN ARRAY(
          SELECT v.product_id FROM variant_spec x JOIN variant v ON v.id = x.variant_id WHERE x.definition_id = ANY (v_ids))${ofCards}
        ELSE v_ids
      END)
      ORDER BY s.product_id FOR NO KEY UPDATE;
      EXECUTE format('SELECT catalog.%I($1)', TG_ARGV[0]) USING v_ids;
    END IF;
    RETURN NULL;
  END $$;
`;

const views = `
  CREATE VIEW catalog.card_v WITH (security_invoker = true) AS
  SELECT p.id AS product_id, p.handle, p.category, p.brand, p.launched_on, p.version, k.variant_ids, k.names, k.variants
  FROM catalog.product p JOIN catalog.product_card k ON k.product_id = p.id;
  COMMENT ON VIEW catalog.card_v IS 'What lists show of every product in every market.';

  CREATE VIEW catalog.stored_listing_v WITH (security_invoker = true) AS
  SELECT market_code, variant_id, id AS listing_id, version, preorder_from, on_sale_from, last_time_buy_from,
    end_of_sale_on, end_of_service_on, paused_reason, minimum_quantity, maximum_quantity, quantity_increment
  FROM catalog.listing;
  COMMENT ON VIEW catalog.stored_listing_v IS 'Every listing as it is stored; its stage is catalog.listing_stage of its dates, and catalog.certified_v knows of certificates.';

  CREATE VIEW catalog.certified_v WITH (security_invoker = true) AS
  SELECT c.market_code, c.product_id,
    CASE WHEN c.missing THEN 'MISSING' WHEN c.until <= c.today THEN 'EXPIRED' ELSE 'VALID' END AS certificate_state,
    CASE WHEN NOT c.missing AND c.until < 'infinity' THEN c.until END AS certified_until
  FROM (
    SELECT r.market_code, p.id AS product_id, d.today, bool_or(held.until IS NULL) AS missing, min(held.until) AS until
    FROM catalog.required_certificate r
    JOIN catalog.product p ON p.category = r.category
    JOIN market.market m ON m.code = r.market_code
    CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE m.time_zone)::date AS today) d
    CROSS JOIN LATERAL (
      SELECT max(coalesce(ce.valid_until, 'infinity'::date)) AS until FROM catalog.certificate ce
      WHERE ce.product_id = p.id AND ce.market_code = r.market_code AND ce.scheme = r.scheme AND ce.valid_from <= d.today
    ) held
    GROUP BY r.market_code, p.id, d.today
  ) c;
  COMMENT ON VIEW catalog.certified_v IS 'What catalog.offer_v says of certificates, a row per product for which the market asks for any; the others are VALID.';

  CREATE VIEW catalog.certificate_v WITH (security_invoker = true) AS
  SELECT id AS certificate_id, product_id, market_code, scheme, number, valid_from, valid_until, version FROM catalog.certificate;
  COMMENT ON VIEW catalog.certificate_v IS 'Every certificate of every product, in force or not.';

  CREATE VIEW catalog.technology_note_v WITH (security_invoker = true) AS
  SELECT a.product_id, a.market_code, a.technology_code, t.name, a.status, a.note, a.source
  FROM catalog.technology_availability a JOIN catalog.technology t ON t.code = a.technology_code;
  COMMENT ON VIEW catalog.technology_note_v IS 'Which technology works on which product in which market, with what was noted of it.';

  CREATE VIEW catalog.product_text_v WITH (security_invoker = true) AS
  SELECT product_id, locale, name, description FROM catalog.product_text;
  COMMENT ON VIEW catalog.product_text_v IS 'The texts of products, a row per language.';

  CREATE VIEW catalog.definition_v WITH (security_invoker = true) AS
  SELECT id AS definition_id, code, name, type, unit, position FROM catalog.spec_definition;
  COMMENT ON VIEW catalog.definition_v IS 'What specs are called, in which unit and order.';

  GRANT SELECT ON catalog.product_text_v, catalog.definition_v, catalog.card_v, catalog.stored_listing_v, catalog.certified_v, catalog.certificate_v, catalog.technology_note_v
    TO portal_app, portal_system;
`;

const INVARIANT = `SELECT 'I10', 'PRODUCT', d.product_id::text, d.detail FROM catalog.card_differences() d
 UNION ALL
 `;

/** The invariants are one function of many parts: one more stands before the last. */
const invariants = (what: string, by: string) => `
  DO $do$ BEGIN
    EXECUTE replace(pg_get_functiondef('platform.invariants()'::regprocedure), ${what}, ${by});
  END $do$;
`;

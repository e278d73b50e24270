import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What counting thousands of products at once needs: it must not look at each variant, nor at each listing's page. */
export class CatalogSearchCounts1700000145003 implements MigrationInterface {
  readonly name = 'CatalogSearchCounts1700000145003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE catalog.product_search ADD value_ids integer[] NOT NULL DEFAULT '{}',
        ADD variant_count integer NOT NULL DEFAULT 0;
      -- Thousands of them are looked into for one page: their parts are compressed before they are.
      ALTER TABLE catalog.product_search ALTER document SET STORAGE MAIN;
      COMMENT ON COLUMN catalog.product_search.value_ids IS 'The specs of all its variants together, each once, as numbers of spec_value.';

      -- With the dates beside the key, the listings of one market are read from the index alone.
      DROP INDEX catalog.listing_market_idx;
      CREATE INDEX listing_market_idx ON catalog.listing (market_code, variant_id) INCLUDE (preorder_from, on_sale_from,
        last_time_buy_from, end_of_sale_on, end_of_service_on, minimum_quantity, quantity_increment);

      CREATE FUNCTION catalog.refresh_product_values(p_ids uuid[]) RETURNS void
        LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
      BEGIN
        UPDATE product_search p SET value_ids = n.value_ids, variant_count = n.variant_count
        FROM (
          SELECT q.id, (SELECT count(*) FROM variant v WHERE v.product_id = q.id) AS variant_count,
            ARRAY(SELECT DISTINCT u.id FROM variant_search s, unnest(s.value_ids) AS u (id) WHERE s.product_id = q.id ORDER BY 1) AS value_ids
          FROM unnest(p_ids) AS q (id)
        ) n
        WHERE p.product_id = n.id AND (p.value_ids, p.variant_count) IS DISTINCT FROM (n.value_ids, n.variant_count::int);
      END $$;
      REVOKE ALL ON FUNCTION catalog.refresh_product_values(uuid[]) FROM PUBLIC;
    `);
    for (const { event, rows } of events) {
      await runner.query(`
        CREATE TRIGGER search_product_values_${event.toLowerCase()} AFTER ${event} ON catalog.variant_search REFERENCING ${rows}
        FOR EACH STATEMENT EXECUTE FUNCTION catalog.keep_search('refresh_product_values', 'product_id', 'variant_id, value_ids')`);
    }
    await runner.query(`
      SELECT catalog.refresh_product_values(ARRAY(SELECT id FROM catalog.product));
      DROP VIEW catalog.searched_product_v;
      ${view('LEFT JOIN')}
      CREATE VIEW catalog.product_value_v WITH (security_invoker = true) AS
      SELECT product_id, value_ids, variant_count FROM catalog.product_search;
      COMMENT ON VIEW catalog.product_value_v IS 'The specs of all variants of a product together, each once, and how many variants there are.';
      GRANT SELECT ON catalog.product_value_v TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW catalog.product_value_v, catalog.searched_product_v;
      ${view('JOIN')}
      ${events.map(({ event }) => `DROP TRIGGER search_product_values_${event.toLowerCase()} ON catalog.variant_search;`).join(' ')}
      DROP FUNCTION catalog.refresh_product_values(uuid[]);
      DROP INDEX catalog.listing_market_idx;
      CREATE INDEX listing_market_idx ON catalog.listing (market_code, variant_id);
      ALTER TABLE catalog.product_search DROP value_ids, DROP variant_count;
    `);
  }
}

const events = [
  { event: 'INSERT', rows: 'NEW TABLE AS new_rows' },
  { event: 'UPDATE', rows: 'OLD TABLE AS old_rows NEW TABLE AS new_rows' },
  { event: 'DELETE', rows: 'OLD TABLE AS old_rows' },
];

// The outer join falls away where nothing is searched for.
const view = (join: string) => `
  CREATE VIEW catalog.searched_product_v WITH (security_invoker = true) AS
  SELECT p.id AS product_id, p.category, p.brand, p.sort_name, p.launched_on, s.document
  FROM catalog.product p ${join} catalog.product_search s ON s.product_id = p.id;
  COMMENT ON VIEW catalog.searched_product_v IS 'What products are found, narrowed down and sorted by.';
  GRANT SELECT ON catalog.searched_product_v TO portal_app, portal_system;
`;

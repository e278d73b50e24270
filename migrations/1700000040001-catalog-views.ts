import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CatalogViews1700000040001 implements MigrationInterface {
  readonly name = 'CatalogViews1700000040001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(stageFunction);
    await runner.query(offerView);
    await runner.query(nameViews);
    await runner.query(`
      GRANT SELECT ON catalog.offer_v, catalog.variant_v, catalog.product_name_v, catalog.technology_v TO portal_app, portal_system;
      REVOKE ALL ON FUNCTION catalog.listing_stage(date, date, date, date, date, date) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION catalog.listing_stage(date, date, date, date, date, date)
        TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW catalog.technology_v, catalog.variant_v, catalog.product_name_v, catalog.offer_v;
      DROP FUNCTION catalog.listing_stage(date, date, date, date, date, date);
    `);
  }
}

// It compares dates and nothing else, so that it needs no search_path and can be inlined into the queries that ask it.
const stageFunction = `
  CREATE FUNCTION catalog.listing_stage(
    p_preorder_from date, p_on_sale_from date, p_last_time_buy_from date,
    p_end_of_sale_on date, p_end_of_service_on date, p_day date
  ) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
      WHEN p_day >= p_end_of_service_on THEN 'END_OF_SERVICE'
      WHEN p_day >= p_end_of_sale_on THEN 'END_OF_SALE'
      WHEN p_day >= p_last_time_buy_from THEN 'LAST_TIME_BUY'
      WHEN p_day >= p_on_sale_from THEN 'ON_SALE'
      WHEN p_day >= p_preorder_from THEN 'PREORDER'
      ELSE 'PLANNED'
    END
  $$;
  COMMENT ON FUNCTION catalog.listing_stage(date, date, date, date, date, date) IS
    'The stage of a listing on a day of its market''s calendar.';
`;

// A scheme counts as certified until the last day of the certificates that hold today; "infinity" stands for one
// without an end while the earliest end is looked for.
const offerView = `
  CREATE VIEW catalog.offer_v WITH (security_invoker = true) AS
  SELECT l.market_code, l.variant_id, v.sku, v.mpn, v.gtin, v.product_id, p.handle, p.category, l.id AS listing_id,
    s.stage,
    CASE s.stage WHEN 'PLANNED' THEN coalesce(l.preorder_from, l.on_sale_from) END AS orderable_from,
    l.paused_reason, l.minimum_quantity, l.maximum_quantity, l.quantity_increment,
    CASE
      WHEN c.missing THEN 'MISSING'
      WHEN c.certified_until <= d.today THEN 'EXPIRED'
      ELSE 'VALID'
    END AS certificate_state,
    CASE WHEN NOT c.missing AND c.certified_until < 'infinity' THEN c.certified_until END AS certified_until
  FROM catalog.listing l
  JOIN market.market m ON m.code = l.market_code
  JOIN catalog.variant v ON v.id = l.variant_id
  JOIN catalog.product p ON p.id = v.product_id
  CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE m.time_zone)::date AS today) d
  CROSS JOIN LATERAL (
    SELECT catalog.listing_stage(l.preorder_from, l.on_sale_from, l.last_time_buy_from, l.end_of_sale_on,
      l.end_of_service_on, d.today) AS stage
  ) s
  CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(held.until IS NULL), false) AS missing, min(held.until) AS certified_until
    FROM catalog.required_certificate r
    CROSS JOIN LATERAL (
      SELECT max(coalesce(ce.valid_until, 'infinity'::date)) AS until
      FROM catalog.certificate ce
      WHERE ce.product_id = p.id AND ce.market_code = l.market_code AND ce.scheme = r.scheme
        AND ce.valid_from <= d.today
    ) held
    WHERE r.market_code = l.market_code AND r.category = p.category
  ) c;
  COMMENT ON VIEW catalog.offer_v IS 'Every listing as it stands today in its market: what an order''s gates ask of the catalog.';
  COMMENT ON COLUMN catalog.offer_v.orderable_from IS 'The day from which a planned listing can be ordered; null when it is past that.';
  COMMENT ON COLUMN catalog.offer_v.certificate_state IS 'MISSING: a required scheme has no certificate that has begun; EXPIRED: the last one of a required scheme has ended.';
  COMMENT ON COLUMN catalog.offer_v.certified_until IS 'The first day on which a required certificate no longer holds; null when none ends or one is missing.';
`;

const nameViews = `
  CREATE VIEW catalog.product_name_v WITH (security_invoker = true) AS
  SELECT product_id, locale, name FROM catalog.product_text;
  CREATE VIEW catalog.variant_v WITH (security_invoker = true) AS
  SELECT v.id AS variant_id, v.sku, v.mpn, v.gtin, v.product_id, p.handle, p.category, p.brand
  FROM catalog.variant v JOIN catalog.product p ON p.id = v.product_id;
  COMMENT ON VIEW catalog.variant_v IS 'Every variant, listed in a market or not: how other modules find one by its SKU.';

  COMMENT ON VIEW catalog.product_name_v IS 'The names of products, a row per language.';

  CREATE VIEW catalog.technology_v WITH (security_invoker = true) AS
  SELECT product_id, market_code, technology_code, status FROM catalog.technology_availability;
  COMMENT ON VIEW catalog.technology_v IS 'Which technology works on which product in which market.';
`;

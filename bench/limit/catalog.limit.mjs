/** The limit of the catalog page: see bench/limit/README.md. */
import { pool, serve, sessionOf } from './serve.mjs';

/** No row for whoever's session has ended. $2 is the market; $3 and $4 are the place that the page begins behind. */
const PAGE = `
WITH caller AS MATERIALIZED (SELECT reseller_id, reseller_tier AS tier FROM identity.caller_by_session($1)),
day AS MATERIALIZED (SELECT (now() AT TIME ZONE m.time_zone)::date AS today, m.currency_code, c.minor_digits
  FROM market.market m JOIN market.currency c ON c.code = m.currency_code WHERE m.code = $2),
list AS MATERIALIZED (
  SELECT l.id, row_number() OVER (ORDER BY CASE l.audience WHEN 'RESELLER' THEN 2 WHEN 'TIER' THEN 1 ELSE 0 END DESC, l.priority DESC) AS place
  FROM pricing.price_list l, caller c
  WHERE l.market_code = $2 AND l.valid_from <= now() AND (l.valid_until IS NULL OR now() < l.valid_until)
    AND (l.audience = 'EVERYONE' OR (l.audience = 'TIER' AND l.tier = c.tier)
      OR (l.audience = 'RESELLER' AND l.reseller_id = c.reseller_id))),
page AS (
  SELECT p.id, p.handle, p.sort_name FROM catalog.product p
  WHERE (p.sort_name, p.id) > ($3, $4::uuid) AND EXISTS (
    SELECT FROM catalog.variant v JOIN catalog.listing l ON l.variant_id = v.id AND l.market_code = $2
    WHERE v.product_id = p.id)
  ORDER BY p.sort_name, p.id LIMIT 50)
SELECT CASE WHEN EXISTS (SELECT FROM caller) THEN (SELECT json_agg(row_to_json(r)) FROM (
  SELECT p.handle, coalesce(de.name, en.name) AS name, (
    SELECT json_agg(row_to_json(w) ORDER BY w.position) FROM (
      SELECT v.position, v.sku, (
          SELECT json_agg(row_to_json(x) ORDER BY x.position) FROM (
            SELECT d.position, d.code, d.unit, trim_scale(s.number_value)::text AS "numberValue", s.text_value AS "textValue",
              s.boolean_value AS "booleanValue"
            FROM catalog.variant_spec s JOIN catalog.spec_definition d ON d.id = s.definition_id WHERE s.variant_id = v.id) x
        ) AS specs, price.amount, price.currency, k.available,
        CASE
          WHEN NOT o.orderable THEN 'UNAVAILABLE'
          WHEN o.preorder OR k.available < o.minimum_quantity THEN 'BACKORDER'
          WHEN k.available < 10 THEN 'LOW_STOCK' ELSE 'IN_STOCK' END AS state
      FROM catalog.variant v
      CROSS JOIN day t
      LEFT JOIN LATERAL (
        SELECT round(e.unit_price_minor / 10::numeric ^ t.minor_digits, t.minor_digits)::text AS amount, t.currency_code AS currency
        FROM list l JOIN pricing.price_entry e ON e.price_list_id = l.id AND e.variant_id = v.id AND e.minimum_quantity = 1
        ORDER BY l.place, e.unit_price_minor LIMIT 1) price ON true
      LEFT JOIN LATERAL (
        SELECT coalesce(sum(s.on_hand - s.allocated), 0) AS available
        FROM inventory.stock_level s JOIN inventory.location_market m ON m.location_id = s.location_id AND m.market_code = $2
        WHERE s.variant_id = v.id) k ON true
      LEFT JOIN LATERAL (
        SELECT l.minimum_quantity, g.stage = 'PREORDER' AS preorder,
          l.paused_reason IS NULL AND g.stage IN ('PREORDER', 'ON_SALE', 'LAST_TIME_BUY') AS orderable
        FROM catalog.listing l CROSS JOIN LATERAL (SELECT catalog.listing_stage(l.preorder_from, l.on_sale_from,
          l.last_time_buy_from, l.end_of_sale_on, l.end_of_service_on, t.today) AS stage) g
        WHERE l.variant_id = v.id AND l.market_code = $2) o ON true
      WHERE v.product_id = p.id) w
  ) AS variants
  FROM page p
  LEFT JOIN catalog.product_text de ON de.product_id = p.id AND de.locale = 'de'
  LEFT JOIN catalog.product_text en ON en.product_id = p.id AND en.locale = 'en'
  ORDER BY p.sort_name, p.id) r)::text END AS answer`;

serve(async (request, { market, after }) => {
  const session = await sessionOf(request);
  const values = [session, market, ...after];
  const { rows } = await pool.query({ name: 'page', text: PAGE, values });
  return rows[0].answer;
});

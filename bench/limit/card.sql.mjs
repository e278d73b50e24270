/**
 * Who asks, what day it is in the market, and the price lists that count: $1 is the session, $2 the market. The first
 * list of a place that has a price wins: the most specific one, then that of the greatest priority, then the lowest.
 */
export const context = `
caller AS MATERIALIZED (SELECT reseller_id, reseller_tier AS tier FROM identity.caller_by_session($1) LIMIT 1),
day AS MATERIALIZED (
  SELECT (now() AT TIME ZONE m.time_zone)::date AS today, m.currency_code, c.minor_digits
  FROM market.market m JOIN market.currency c ON c.code = m.currency_code WHERE m.code = $2),
list AS MATERIALIZED (
  SELECT l.id, dense_rank() OVER (ORDER BY CASE l.audience WHEN 'RESELLER' THEN 2 WHEN 'TIER' THEN 1 ELSE 0 END DESC,
    l.priority DESC) AS place
  FROM pricing.price_list l, caller c
  WHERE l.market_code = $2 AND l.valid_from <= now() AND (l.valid_until IS NULL OR now() < l.valid_until)
    AND (l.audience = 'EVERYONE' OR (l.audience = 'TIER' AND l.tier = c.tier)
      OR (l.audience = 'RESELLER' AND l.reseller_id = c.reseller_id))),`;

/**
 * What a page of products shows, as one statement of normal tables: `page (id, place)` says which products, in which
 * order. No answer for whoever's session has ended.
 */
export const cards = (page) => `
WITH ${context}
page AS MATERIALIZED (${page})
SELECT CASE WHEN EXISTS (SELECT FROM caller) THEN (
  SELECT coalesce(json_agg(json_build_object('handle', p.handle, 'name', coalesce(de.name, en.name), 'variants', (
    SELECT json_agg(json_build_object('sku', v.sku, 'specs', (
        SELECT json_agg(json_build_object('code', d.code, 'unit', d.unit, 'numberValue', trim_scale(s.number_value)::text,
          'textValue', s.text_value, 'booleanValue', s.boolean_value) ORDER BY d.position)
        FROM catalog.variant_spec s JOIN catalog.spec_definition d ON d.id = s.definition_id WHERE s.variant_id = v.id),
      'amount', round(price.minor / 10::numeric ^ t.minor_digits, t.minor_digits)::text, 'currency', t.currency_code,
      'state', CASE
        WHEN o.paused_reason IS NOT NULL OR o.stage NOT IN ('PREORDER', 'ON_SALE', 'LAST_TIME_BUY') THEN 'UNAVAILABLE'
        WHEN o.stage = 'PREORDER' OR k.available < o.minimum_quantity THEN 'BACKORDER'
        WHEN k.available < 10 THEN 'LOW_STOCK' ELSE 'IN_STOCK' END, 'available', k.available) ORDER BY v.position)
    FROM catalog.variant v
    LEFT JOIN LATERAL (
      SELECT e.unit_price_minor AS minor FROM list l
      JOIN pricing.price_entry e ON e.price_list_id = l.id AND e.variant_id = v.id AND e.minimum_quantity = 1
      ORDER BY l.place, e.unit_price_minor LIMIT 1) price ON true
    LEFT JOIN LATERAL (
      SELECT coalesce(sum(s.on_hand - s.allocated), 0) AS available FROM inventory.stock_level s
      JOIN inventory.location_market m ON m.location_id = s.location_id AND m.market_code = $2
      WHERE s.variant_id = v.id) k ON true
    LEFT JOIN LATERAL (
      SELECT l.paused_reason, l.minimum_quantity, catalog.listing_stage(l.preorder_from, l.on_sale_from, l.last_time_buy_from,
        l.end_of_sale_on, l.end_of_service_on, t.today) AS stage
      FROM catalog.listing l WHERE l.variant_id = v.id AND l.market_code = $2) o ON true
    WHERE v.product_id = p.id)) ORDER BY page.place), '[]')
  FROM day t CROSS JOIN page JOIN catalog.product p ON p.id = page.id
  LEFT JOIN catalog.product_text de ON de.product_id = p.id AND de.locale = 'de'
  LEFT JOIN catalog.product_text en ON en.product_id = p.id AND en.locale = 'en'
)::text END AS answer`;

/** The limit of the facets: see bench/limit/README.md. */
import { context } from './card.sql.mjs';
import { pool, serve, sessionOf } from './serve.mjs';

const counts = (of) => `
  (SELECT coalesce(json_agg(json_build_object('value', value, 'count', count)), '[]') FROM (${of}) c (value, count))`;

/** $3 is a category, and $4 the smallest screen: a facet counts what meets the other condition. */
const FACETS = `
WITH ${context}
screen AS MATERIALIZED (
  SELECT k.id, k.number_value >= $4::numeric AS wanted FROM catalog.spec_value k JOIN catalog.spec_definition d ON d.id = k.definition_id
  WHERE d.code = 'SCREEN'),
found AS MATERIALIZED (
  SELECT s.product_id, s.variant_id, s.value_ids, p.category, p.brand, p.category = $3 AS of_category,
    s.value_ids && ARRAY(SELECT id FROM screen WHERE wanted) AS of_screen,
    catalog.listing_stage(l.preorder_from, l.on_sale_from, l.last_time_buy_from, l.end_of_sale_on, l.end_of_service_on, t.today) AS stage
  FROM day t CROSS JOIN catalog.listing l JOIN catalog.variant_search s ON s.variant_id = l.variant_id
  JOIN catalog.product p ON p.id = s.product_id
  WHERE l.market_code = $2 AND (p.category = $3 OR s.value_ids && ARRAY(SELECT id FROM screen WHERE wanted))),
price AS (
  SELECT DISTINCT ON (f.variant_id) e.unit_price_minor FROM found f CROSS JOIN list l
  JOIN pricing.price_entry e ON e.price_list_id = l.id AND e.variant_id = f.variant_id AND e.minimum_quantity = 1
  WHERE f.of_category AND f.of_screen ORDER BY f.variant_id, l.place, e.unit_price_minor),
product AS MATERIALIZED (
  SELECT product_id, category, brand, bool_or(of_screen) AS of_screen, bool_or(of_category AND of_screen) AS of_both
  FROM found GROUP BY product_id, category, brand),
value AS (
  SELECT id, count(*) AS count FROM (
    SELECT DISTINCT f.product_id, u.id FROM found f CROSS JOIN unnest(f.value_ids) AS u (id)
    WHERE f.of_category AND (f.of_screen OR u.id IN (SELECT id FROM screen))) d GROUP BY id)
SELECT CASE WHEN EXISTS (SELECT FROM caller) THEN json_build_object(
  'total', (SELECT count(*) FROM product WHERE of_both),
  'category', ${counts('SELECT category, count(*) FROM product WHERE of_screen GROUP BY category')},
  'brand', ${counts('SELECT brand, count(*) FROM product WHERE of_both GROUP BY brand')},
  'stage', ${counts(`SELECT stage, count(*) FROM (
    SELECT DISTINCT product_id, stage FROM found WHERE of_category AND of_screen) d GROUP BY stage`)},
  'price', (SELECT json_build_array(min(unit_price_minor)::text, max(unit_price_minor)::text) FROM price),
  'specs', (SELECT coalesce(json_agg(json_build_object('code', d.code, 'value', k.value, 'count', v.count)), '[]')
    FROM value v JOIN catalog.spec_value k ON k.id = v.id JOIN catalog.spec_definition d ON d.id = k.definition_id WHERE d.is_facet)
  )::text END AS answer`;

serve(async (request, { market, category, screen }) => {
  const values = [await sessionOf(request), market, category, screen];
  const { rows } = await pool.query({ name: 'facets', text: FACETS, values });
  return rows[0].answer;
});

/** The limit of prices and availability: see bench/limit/README.md. */
import { context } from './card.sql.mjs';
import { pool, serve, sessionOf } from './serve.mjs';

/** $3 are SKUs, and $4 how many of each: of each list the greatest break that is reached counts. */
const ASKED = `
WITH ${context}
line AS MATERIALIZED (
  SELECT w.position, w.sku, w.quantity, price.minor, (
    SELECT coalesce(sum(greatest(s.on_hand - s.allocated, 0)), 0) FROM inventory.stock_level s
    JOIN inventory.location_market m ON m.location_id = s.location_id AND m.market_code = $2 WHERE s.variant_id = v.id) AS available
  FROM unnest($3::text[], $4::int[]) WITH ORDINALITY AS w (sku, quantity, position) JOIN catalog.variant v ON v.sku = w.sku
  LEFT JOIN LATERAL (
    SELECT best.unit_price_minor AS minor FROM list l CROSS JOIN LATERAL (
      SELECT e.unit_price_minor FROM pricing.price_entry e
      WHERE e.price_list_id = l.id AND e.variant_id = v.id AND e.minimum_quantity <= w.quantity
      ORDER BY e.minimum_quantity DESC LIMIT 1) best
    ORDER BY l.place, best.unit_price_minor LIMIT 1) price ON true)
SELECT CASE WHEN EXISTS (SELECT FROM caller) THEN json_build_object(
  'total', (SELECT (sum(l.minor * l.quantity) + round(sum(l.minor * l.quantity) * m.tax_rate / 100))::bigint::text
    FROM line l CROSS JOIN market.market_v m WHERE m.code = $2 GROUP BY m.tax_rate),
  'lines', (SELECT json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity, 'available', l.available,
    'unitPrice', l.minor::text, 'net', (l.minor * l.quantity)::text) ORDER BY l.position) FROM line l))::text END AS answer`;

serve(async (request, { market, lines }) => {
  const skus = lines.map(({ sku }) => sku);
  const quantities = lines.map(({ quantity }) => quantity);
  const values = [await sessionOf(request), market, skus, quantities];
  const { rows } = await pool.query({ name: 'availability', text: ASKED, values });
  return rows[0].answer;
});

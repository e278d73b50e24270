/** The limit of the order with the same duties: see bench/limit/README.md. */
import { createHash, randomUUID } from 'node:crypto';
import { pool, serve, sessionOf } from './serve.mjs';

/**
 * $1 the session, $2 the market, $3 the address, $4 the purchase order number, $5 the key, $6 its fingerprint, $7 SKUs,
 * $8 how many of each, $9 the request. The price is that of the greatest break which the quantity reaches, of the list
 * that is the most specific, then has the greatest priority, then the lowest price.
 */
const ORDER = `
WITH caller AS MATERIALIZED (SELECT * FROM identity.caller_by_session($1) LIMIT 1),
market AS MATERIALIZED (SELECT * FROM market.market_v WHERE code = $2),
wanted AS MATERIALIZED (
  SELECT v.id AS variant_id, v.sku, v.product_id, w.quantity, w.position
  FROM unnest($7::text[], $8::int[]) WITH ORDINALITY AS w (sku, quantity, position)
  JOIN catalog.variant v ON v.sku = w.sku),
list AS MATERIALIZED (
  SELECT l.id, l.code, l.priority, CASE l.audience WHEN 'RESELLER' THEN 2 WHEN 'TIER' THEN 1 ELSE 0 END AS specificity
  FROM pricing.price_list l, caller c
  WHERE l.market_code = $2 AND l.valid_from <= now() AND (l.valid_until IS NULL OR now() < l.valid_until)
    AND (l.audience = 'EVERYONE' OR (l.audience = 'TIER' AND l.tier = c.reseller_tier)
      OR (l.audience = 'RESELLER' AND l.reseller_id = c.reseller_id))),
line AS MATERIALIZED (
  SELECT w.*, price.unit_price_minor, price.unit_price_minor * w.quantity AS net_minor, price.code,
    coalesce(de.name, en.name) AS name
  FROM wanted w
  CROSS JOIN LATERAL (
    SELECT best.unit_price_minor, l.code FROM list l CROSS JOIN LATERAL (
      SELECT e.unit_price_minor FROM pricing.price_entry e
      WHERE e.price_list_id = l.id AND e.variant_id = w.variant_id AND e.minimum_quantity <= w.quantity
      ORDER BY e.minimum_quantity DESC LIMIT 1) best
    ORDER BY l.specificity DESC, l.priority DESC, best.unit_price_minor LIMIT 1) price
  LEFT JOIN catalog.product_text de ON de.product_id = w.product_id AND de.locale = 'de'
  LEFT JOIN catalog.product_text en ON en.product_id = w.product_id AND en.locale = 'en'),
total AS MATERIALIZED (
  SELECT sum(l.net_minor)::bigint AS net, round(sum(l.net_minor) * m.tax_rate / 100)::bigint AS tax
  FROM line l CROSS JOIN market m GROUP BY m.tax_rate HAVING count(*) = cardinality($7::text[])),
document AS MATERIALIZED (
  SELECT gen_random_uuid() AS id, jsonb_build_object(
    'actor', jsonb_build_object('kind', 'USER', 'requestId', $9::text, 'ip', '127.0.0.1', 'userId', c.user_id, 'keyId', NULL, 'label', c.email),
    'operation', 'SUBMIT', 'from', NULL, 'expected_version', NULL, 'revision', m.catalog_revision::text, 'reseller_version', r.version, 'limit', NULL, 'approval', NULL,
    'order', jsonb_build_object('market_code', m.code, 'currency_code', m.currency_code, 'sold_to_id', c.reseller_id,
      'bill_to_id', c.reseller_id, 'partner_of_record_id', NULL, 'tier', c.reseller_tier, 'ship_to_address_id', a.id,
      'ship_to', jsonb_build_object('recipient', a.recipient, 'line1', a.line1, 'city', a.city, 'postalCode', a.postal_code, 'countryCode', a.country_code),
      'end_customer', NULL, 'purchase_order_number', $4::text, 'idempotency_key', $5::text, 'fingerprint', $6::text, 'accept_backorder', false,
      'day', m.today, 'net_minor', t.net, 'tax_minor', t.tax, 'total_minor', t.net + t.tax, 'placed_by_id', c.user_id,
      'placed_by_membership_id', c.membership_id, 'placed_by_key_id', NULL),
    'lines', (SELECT jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'position', l.position, 'variant_id', l.variant_id, 'sku', l.sku,
      'name', l.name, 'quantity', l.quantity, 'unit_price_minor', l.unit_price_minor, 'net_minor', l.net_minor, 'tax_rate', m.tax_rate,
      'price_explanation', jsonb_build_object('winner', l.code), 'as_backorder', false)) FROM line l)) AS body, t.net, t.tax
  FROM caller c CROSS JOIN market m CROSS JOIN total t JOIN reseller.reseller r ON r.id = c.reseller_id
  JOIN reseller.address a ON a.id = $3::uuid AND a.reseller_id = c.reseller_id)
SELECT json_build_object('id', d.id, 'net', d.net::text, 'total', (d.net + d.tax)::text,
  'state', orders.place(jsonb_set(d.body, '{order,id}', to_jsonb(d.id))) ->> 'state')::text AS answer
FROM document d`;

const TRIES_MAX = 5;

serve(async (request, { market, address, number, key, lines }) => {
  const session = await sessionOf(request);
  const skus = lines.map(({ sku }) => sku);
  const quantities = lines.map(({ quantity }) => quantity);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([market, address, number, lines]))
    .digest('hex');
  const values = [
    session,
    market,
    address,
    number,
    key,
    fingerprint,
    skus,
    quantities,
    randomUUID(),
  ];
  for (let tries = 1; ; tries += 1) {
    try {
      const { rows } = await pool.query({ name: 'order', text: ORDER, values });
      return rows[0]?.answer ?? null;
    } catch (error) {
      // Another order was in the way.
      if (tries === TRIES_MAX || (error.code !== '40P01' && error.code !== '40001')) throw error;
    }
  }
});

/** The bare limit of the order: see bench/limit/README.md. Its tables are made by bench/jobs/order-limit.ts. */
import { randomUUID } from 'node:crypto';
import { pool, serve } from './serve.mjs';

/** $1 the order, $2 its buyer, $3 its market, $4 its purchase order number, $5 SKUs, $6 how many of each. */
const ORDER = `
WITH wanted AS MATERIALIZED (
  SELECT v.id AS variant_id, w.quantity, w.position FROM unnest($5::text[], $6::int[]) WITH ORDINALITY AS w (sku, quantity, position)
  JOIN catalog.variant v ON v.sku = w.sku ORDER BY v.id),
taken AS (
  UPDATE bench_limit.stock s SET allocated = s.allocated + w.quantity FROM wanted w
  WHERE s.variant_id = w.variant_id AND s.on_hand - s.allocated >= w.quantity
  RETURNING w.variant_id, w.position, w.quantity, s.unit_price_minor),
placed AS (
  INSERT INTO bench_limit.sales_order (id, buyer, market_code, purchase_order_number, net_minor)
  SELECT $1::uuid, $2, $3, $4, sum(t.quantity * t.unit_price_minor)
  FROM taken t HAVING 1 / (count(*) = cardinality($5::text[]))::int = 1
  RETURNING id, net_minor),
line AS (
  INSERT INTO bench_limit.order_line (order_id, position, variant_id, quantity, unit_price_minor)
  SELECT $1::uuid, t.position, t.variant_id, t.quantity, t.unit_price_minor FROM taken t)
SELECT json_build_object('id', id, 'net', net_minor::text)::text AS answer FROM placed`;

const TRIES_MAX = 5;

serve(async (_, { buyer, market, number, lines }) => {
  const skus = lines.map(({ sku }) => sku);
  const quantities = lines.map(({ quantity }) => quantity);
  const values = [randomUUID(), buyer, market, number, skus, quantities];
  for (let tries = 1; ; tries += 1) {
    try {
      const { rows } = await pool.query({ name: 'order', text: ORDER, values });
      return rows[0].answer;
    } catch (error) {
      // Another order has taken the same rows the other way round.
      if (tries === TRIES_MAX || error.code !== '40P01') throw error;
    }
  }
});

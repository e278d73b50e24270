/** The limit of the catalog page: see bench/limit/README.md. */
import { cards } from './card.sql.mjs';
import { pool, serve, sessionOf } from './serve.mjs';

/** $3 and $4 are the place that the page begins behind. */
const PAGE = cards(`
  SELECT p.id, row_number() OVER (ORDER BY p.sort_name, p.id) AS place FROM (
    SELECT p.id, p.sort_name FROM catalog.product p
    WHERE (p.sort_name, p.id) > ($3, $4::uuid) AND EXISTS (
      SELECT FROM catalog.variant v JOIN catalog.listing l ON l.variant_id = v.id AND l.market_code = $2
      WHERE v.product_id = p.id)
    ORDER BY p.sort_name, p.id LIMIT 50) p`);

serve(async (request, { market, after }) => {
  const values = [await sessionOf(request), market, ...after];
  const { rows } = await pool.query({ name: 'page', text: PAGE, values });
  return rows[0].answer;
});

/** The limit of the search: see bench/limit/README.md. */
import { cards } from './card.sql.mjs';
import { pool, serve, sessionOf } from './serve.mjs';

/** All words at the beginning of one; then those in names, whole ones, and names that begin so. $3 to $6 say so. */
const SEARCH = cards(`
  SELECT f.id, row_number() OVER (ORDER BY f.rank DESC, f.id DESC) AS place FROM (
    SELECT p.id, (s.document @@ $4::tsquery)::int * 16 + (s.document @@ $5::tsquery)::int * 8
      + starts_with(p.sort_name, $6)::int * 4 AS rank
    FROM catalog.product_search s JOIN catalog.product p ON p.id = s.product_id
    WHERE s.document @@ $3::tsquery AND EXISTS (
      SELECT FROM catalog.variant v JOIN catalog.listing l ON l.variant_id = v.id AND l.market_code = $2
      WHERE v.product_id = p.id)
    ORDER BY rank DESC, p.id DESC LIMIT 20) f`);

serve(async (request, { market, search }) => {
  const words = search.toLowerCase().match(/[a-z0-9]+/g);
  const query = (sign) => words.map((word) => `'${word}'${sign}`).join(' & ');
  const values = [await sessionOf(request), market, query(':*'), query(':*B'), query(''), search];
  const { rows } = await pool.query({ name: 'search', text: SEARCH, values });
  return rows[0].answer;
});

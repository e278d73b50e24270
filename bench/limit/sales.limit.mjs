/**
 * The limit of the sales job: see bench/limit/README.md. It takes DATABASE_URL, PUBLIC_KEY (the JSON Web Key of the
 * server's tokens) and POOL_SIZE, listens on any free port and says which.
 */
import { createHash, createPublicKey } from 'node:crypto';
import http from 'node:http';
import { jwtVerify } from 'jose';
import pg from 'pg';

const { DATABASE_URL, PUBLIC_KEY, POOL_SIZE } = process.env;
const key = createPublicKey({ key: JSON.parse(PUBLIC_KEY), format: 'jwk' });
const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: Number(POOL_SIZE),
  options: '-c plan_cache_mode=force_generic_plan -c app.scope=all',
});

const NET = 'sum(s.booked_minor - s.cancelled_minor - s.credited_minor)';
const AMOUNT = '(x.net * u.minor_unit)::numeric(20,2)::text';

/** Nobody is told anything whose session has ended. */
const asked = (rows) =>
  `SELECT CASE WHEN EXISTS (SELECT FROM identity.caller_by_session($1)) THEN (${rows}) END AS answer`;

const STATEMENTS = {
  regions:
    asked(`SELECT json_agg(json_build_object('code', v.region_code, 'name', v.region_name, 'period', x.month,
      'currency', u.code, 'value', ${AMOUNT}) ORDER BY x.month, v.region_code, u.code)::text
    FROM (SELECT s.region_key, s.currency_key, date_trunc('month', s.day::timestamp)::date AS month, ${NET} AS net
      FROM sales.day_category s
      WHERE s.category_key = (SELECT category_key FROM sales.category_key WHERE category = $4)
        AND s.day >= $2 AND s.day <= $3
      GROUP BY 1, 2, 3) x
    JOIN sales.region_key k ON k.region_key = x.region_key JOIN market.region_v v ON v.region_id = k.region_id
    JOIN sales.currency_key u ON u.currency_key = x.currency_key`),
  markets: asked(`SELECT json_agg(json_build_object('code', m.code, 'name', m.name, 'period', NULL,
      'currency', u.code, 'value', ${AMOUNT}) ORDER BY m.code, u.code)::text
    FROM (SELECT s.market_key, s.currency_key, ${NET} AS net
      FROM sales.day_category s
      WHERE s.category_key = coalesce((SELECT category_key FROM sales.category_key WHERE category = $4), 0)
        AND s.day >= $2 AND s.day <= $3
      GROUP BY 1, 2) x
    JOIN sales.market_key k ON k.market_key = x.market_key JOIN market.market_v m ON m.code = k.code
    JOIN sales.currency_key u ON u.currency_key = x.currency_key`),
};

const verified = new Map();

/** Whose session it is; what has passed once is remembered until it ends, as the server does. */
async function sessionOf(header = '') {
  const token = header.slice('Bearer '.length);
  const hash = createHash('sha256').update(token).digest('base64');
  const known = verified.get(hash);
  if (known !== undefined && known.endsAt > Date.now()) return known.session;
  const { payload } = await jwtVerify(token, key, {
    algorithms: ['EdDSA'],
    typ: 'at+jwt',
    issuer: 'channel-portal',
    audience: 'channel-portal-api',
  });
  verified.set(hash, { session: payload.sid, endsAt: payload.exp * 1000 });
  return payload.sid;
}

async function answer(request, text) {
  const session = await sessionOf(request.headers.authorization);
  const { by, from, to, category = null } = JSON.parse(text);
  const { rows } = await pool.query({
    name: by,
    text: STATEMENTS[by],
    values: [session, from, to, category],
  });
  return rows[0].answer;
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    answer(request, Buffer.concat(parts).toString()).then(
      (body) => {
        response.writeHead(body === null ? 401 : 200, { 'content-type': 'application/json' });
        response.end(body ?? '');
      },
      (error) => {
        response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(String(error));
      },
    );
  });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${server.address().port}\n`);
});
// Whoever started it has gone.
process.stdin.resume().on('end', () => process.exit(0));

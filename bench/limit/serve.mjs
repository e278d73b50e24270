/**
 * What every limit program is: one node:http process with a pool as large as the server's. It takes DATABASE_URL,
 * PUBLIC_KEY (the JSON Web Key of the server's tokens) and POOL_SIZE, listens on any free port and says which.
 */
import { createHash, createPublicKey } from 'node:crypto';
import http from 'node:http';
import { jwtVerify } from 'jose';
import pg from 'pg';

const { DATABASE_URL, PUBLIC_KEY, POOL_SIZE } = process.env;
const key = createPublicKey({ key: JSON.parse(PUBLIC_KEY), format: 'jwk' });

export const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: Number(POOL_SIZE),
  options: '-c plan_cache_mode=force_generic_plan -c app.scope=all',
});

const verified = new Map();

/** The session of a token; what has passed once is remembered until it ends, as the server does. */
export async function sessionOf({ headers: { authorization = '' } }) {
  const token = authorization.slice('Bearer '.length);
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

/** Answers with the text that `answer` gives for a request and its parsed body; null is for nobody. */
export function serve(answer) {
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      reply(request, response, Buffer.concat(parts).toString()).catch((error) => {
        response.statusCode = 500;
        response.end(String(error));
      });
    });
  });
  const reply = async (request, response, text) => {
    const body = await answer(request, JSON.parse(text));
    response.statusCode = body === null ? 401 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(body ?? '');
  };
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`ready at http://127.0.0.1:${server.address().port}\n`);
  });
  // Whoever started it has gone.
  process.stdin.resume().on('end', () => process.exit(0));
}

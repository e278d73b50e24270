import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addUser, WORLD_PASSWORD, type WorldUser } from '../support/world/identity.world.js';
import { startPortal, type Portal } from '../support/portal.js';

let strict: Portal;
let ann: WorldUser;

beforeAll(async () => {
  strict = await startPortal('alias-flood');
  ann = await addUser(strict.db, { email: 'ann@example.com' });
});

afterAll(() => strict.stop());

beforeEach(() => strict.db.query('DELETE FROM platform.rate_limit'));

function flood(count: number, password: string): string {
  const fields = Array.from(
    { length: count },
    (_, i) =>
      `a${i}: signIn(input: {email: "${ann.email}", password: "${password}${i}"}) { accessToken }`,
  );
  return `mutation { ${fields.join('\n')} }`;
}

async function pointsTaken(portal: Portal): Promise<number> {
  const [row] = await portal.rows<{ points: number }>(
    `SELECT points FROM platform.rate_limit WHERE key LIKE 'sign-in:%'`,
  );
  return row?.points ?? 0;
}

describe('many sign-ins in one request', () => {
  it('are refused as one when there are more than the limit of aliases: nobody tries a password', async () => {
    const answer = await strict.ask(flood(100, 'guess'));
    expect(answer.status).toBe(400);
    expect(answer.errors[0].extensions.code).toBe('TOO_COSTLY');
    expect(await pointsTaken(strict)).toBe(0);
  });

  it('count one by one where a server allows them', async () => {
    const lax = await startPortal('alias-lax', {
      LIMIT_ALIASES: '200',
      LIMIT_TOKENS: '20000',
      LIMIT_COST: '100000',
    });
    try {
      await addUser(lax.db, { email: ann.email });
      const answer = await lax.ask(flood(100, 'guess'));
      const codes = answer.errors.map(
        (error: { extensions: { code: string } }) => error.extensions.code,
      );
      expect(codes.filter((code: string) => code === 'UNAUTHENTICATED')).toHaveLength(5);
      expect(codes.filter((code: string) => code === 'RATE_LIMITED')).toHaveLength(95);
      expect(await pointsTaken(lax)).toBe(100);
      const after = await lax.ask(
        `mutation { signIn(input: {email: "${ann.email}", password: "${WORLD_PASSWORD}"}) { accessToken } }`,
      );
      expect(after.status).toBe(429);
    } finally {
      await lax.stop();
    }
  });
});

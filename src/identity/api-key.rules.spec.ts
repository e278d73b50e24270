import { describe, expect, it } from '@jest/globals';
import { checkApiKey } from './api-key.rules.js';

const now = new Date('2026-05-01T12:00:00Z');
const good = { name: 'ERP', scopes: ['ORDERS_READ'], expiresAt: new Date('2027-05-01T12:00:00Z') };

describe('a new API key', () => {
  it('may live up to 365 days', () => {
    expect(checkApiKey(good, now)).toEqual([]);
  });

  it.each([
    ['now', '2026-05-01T12:00:00Z'],
    ['in the past', '2026-04-01T12:00:00Z'],
    ['a second too late', '2027-05-01T12:00:01Z'],
    ['at no time at all', 'nonsense'],
  ])('may not expire %s', (_, at) => {
    expect(checkApiKey({ ...good, expiresAt: new Date(at) }, now)).toEqual([
      {
        code: 'INVALID_VALUE',
        message: 'The key must expire in the future, at most 365 days from now.',
        path: ['input', 'expiresAt'],
        facts: { rule: 'EXPIRY', days: 365 },
      },
    ]);
  });

  it('reports everything that is wrong at once', () => {
    const codes = checkApiKey({ name: '  ', scopes: [], expiresAt: now }, now);
    expect(codes.map((problem) => [problem.code, problem.path.at(-1)])).toEqual([
      ['REQUIRED', 'name'],
      ['REQUIRED', 'scopes'],
      ['INVALID_VALUE', 'expiresAt'],
    ]);
  });
});

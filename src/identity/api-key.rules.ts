import { checkText, type Problem } from '../kernel/index.js';

export const API_KEY_DAYS_MAX = 365;
export const API_KEYS_LIVE_MAX = 50;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface ApiKeyWish {
  name: string;
  scopes: readonly string[];
  expiresAt: Date;
}

export function checkApiKey(wish: ApiKeyWish, now: Date): Problem[] {
  const problems = checkText(wish.name, {
    singleLine: true,
    path: ['input', 'name'],
    name: 'name for the key',
    max: 100,
    required: true,
  });
  if (wish.scopes.length === 0) {
    problems.push({
      code: 'REQUIRED',
      message: 'Name at least one scope: a key without any can do nothing.',
      path: ['input', 'scopes'],
    });
  }
  const lifeMs = wish.expiresAt.getTime() - now.getTime();
  if (!(lifeMs > 0 && lifeMs <= API_KEY_DAYS_MAX * DAY_MS)) {
    problems.push({
      code: 'INVALID_VALUE',
      message: `The key must expire in the future, at most ${API_KEY_DAYS_MAX} days from now.`,
      path: ['input', 'expiresAt'],
      facts: { rule: 'EXPIRY', days: API_KEY_DAYS_MAX },
    });
  }
  return problems;
}

export function tooManyKeys(): Problem {
  return {
    code: 'LIMIT_EXCEEDED',
    message: `A reseller has at most ${API_KEYS_LIVE_MAX} keys at a time. Revoke one that is not used.`,
    path: ['input'],
    facts: { max: API_KEYS_LIVE_MAX },
  };
}

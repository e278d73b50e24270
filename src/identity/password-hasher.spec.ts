import { describe, expect, it } from '@jest/globals';
import { PasswordHasher } from './password-hasher.js';

describe('the password hasher', () => {
  it('hashes with argon2id at the cost we chose, and finds the password again', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('correct horse battery');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.verify(hash, 'correct horse battery')).toBe(true);
    expect(await hasher.verify(hash, 'correct horse batter')).toBe(false);
  });

  it('finds a password that was typed in another form of the same characters', async () => {
    const hasher = new PasswordHasher();
    const hash = await hasher.hash('caf\u00e9 au lait, twice');
    expect(await hasher.verify(hash, 'cafe\u0301 au lait, twice')).toBe(true);
  });

  it('fits nothing to an account that does not exist, whose decoy costs the same', async () => {
    const hasher = new PasswordHasher();
    expect(await hasher.verify(null, '')).toBe(false);
    expect(await hasher.verify(undefined, 'a decoy')).toBe(false);
  });

  it('lets four work at once and the others in turn', async () => {
    const hasher = new PasswordHasher();
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        hasher.inTurn(async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          order.push(i);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(4);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('gives the place on when the work fails', async () => {
    const hasher = new PasswordHasher();
    const failing = Array.from({ length: 8 }, () =>
      hasher.inTurn(async () => {
        throw new Error('no');
      }),
    );
    const results = await Promise.allSettled(failing);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await hasher.inTurn(async () => 'in')).toBe('in');
  });
});

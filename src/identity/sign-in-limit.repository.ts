import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { ApiError } from '../platform/error/index.js';
import { openPointLimiter, tryToConsume } from './point-limiter.repository.js';
import {
  addressBlock,
  FAILURES_PER_ACCOUNT,
  FAILURES_PER_ADDRESS,
  LOCK_MEMORY_SECONDS,
  lockSeconds,
} from './sign-in.rules.js';

/** One attempt to guess: what is guessed at, and from where. */
export interface Attempt {
  /** Whose password: an e-mail address as it was typed, or a user's id. */
  account: string;
  ip: string | null;
}

/**
 * Counts attempts, not requests, and before the password is looked at: many in one request, or at the same moment,
 * cannot pass. What turns out to be right is taken off again. Rows hold hashes, no addresses of people.
 */
@Injectable()
export class SignInLimitRepository {
  private readonly accounts: RateLimiterPostgres;
  private readonly addresses: RateLimiterPostgres;
  private readonly locks: RateLimiterPostgres;

  constructor(dataSource: DataSource) {
    const { points, seconds } = FAILURES_PER_ACCOUNT;
    this.accounts = openPointLimiter(dataSource, 'sign-in', {
      points,
      seconds,
      clearExpired: true,
    });
    this.addresses = openPointLimiter(dataSource, 'sign-in-address', FAILURES_PER_ADDRESS);
    this.locks = openPointLimiter(dataSource, 'sign-in-lock', {
      points: Number.MAX_SAFE_INTEGER,
      seconds: LOCK_MEMORY_SECONDS,
    });
  }

  /** Throws RATE_LIMITED when too many attempts have failed. */
  async take(attempt: Attempt): Promise<void> {
    // An attempt on a locked account is refused without looking at the password: the address pays only for guesses.
    const ofAccount = await this.takeFromAccount(keyOf(attempt));
    if (ofAccount > 0) throw tooMany(Math.ceil(ofAccount / 1000));
    const { waitMs } = await tryToConsume(this.addresses, addressBlock(attempt.ip));
    if (waitMs > 0) throw tooMany(Math.ceil(waitMs / 1000));
  }

  /** The attempt was right: it does not count, nor do the account's earlier ones from there. */
  async giveBack(attempt: Attempt): Promise<void> {
    const account = keyOf(attempt);
    await Promise.all([
      this.accounts.delete(account),
      this.locks.delete(account),
      this.addresses.reward(addressBlock(attempt.ip), 1),
    ]);
  }

  private async takeFromAccount(account: string): Promise<number> {
    const { consumed, waitMs } = await tryToConsume(this.accounts, account);
    // Exactly one attempt is the first too many, however many come at once: that one sets how long the lock lasts.
    if (consumed !== FAILURES_PER_ACCOUNT.points + 1) return waitMs;
    const { consumed: nth } = await tryToConsume(this.locks, account);
    if (nth < 2) return waitMs;
    const seconds = lockSeconds(nth);
    await this.accounts.block(account, seconds);
    return seconds * 1000;
  }
}

function keyOf(attempt: Attempt): string {
  const account = attempt.account.trim().toLowerCase();
  return createHash('sha256')
    .update(`${account}\n${addressBlock(attempt.ip)}`)
    .digest('base64url');
}

function tooMany(retryAfterSeconds: number): ApiError {
  return new ApiError(
    'RATE_LIMITED',
    `Too many attempts failed. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
    { retryAfterSeconds },
  );
}

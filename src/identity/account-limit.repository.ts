import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { DataSource } from 'typeorm';
import { ApiError } from '../platform/error/index.js';
import { LETTERS_PER_ADDRESS, LETTERS_PER_EMAIL, LETTERS_PER_PAIR } from './account.rules.js';
import { openPointLimiter, tryToConsume } from './point-limiter.repository.js';
import { addressBlock } from './sign-in.rules.js';

/** What makes a letter go to somebody who may not have asked for it. */
export type LetterFlow = 'account-create' | 'email-verification' | 'password-reset' | 'invitation';

interface FlowLimiters {
  pair: RateLimiterPostgres;
  email: RateLimiterPostgres;
  address: RateLimiterPostgres;
}

/**
 * Counts the letters that are asked for, alike for addresses with and without an account. The count of one address from
 * one place comes first, so that somebody far away cannot easily use up what the owner of the address has left.
 */
@Injectable()
export class AccountLimitRepository {
  private readonly limiters: Readonly<Record<LetterFlow, FlowLimiters>>;

  constructor(dataSource: DataSource) {
    const open = (flow: LetterFlow): FlowLimiters => ({
      pair: openPointLimiter(dataSource, `${flow}-pair`, {
        ...LETTERS_PER_PAIR,
        clearExpired: true,
      }),
      email: openPointLimiter(dataSource, `${flow}-email`, LETTERS_PER_EMAIL),
      address: openPointLimiter(dataSource, `${flow}-address`, LETTERS_PER_ADDRESS),
    });
    this.limiters = {
      'account-create': open('account-create'),
      'email-verification': open('email-verification'),
      'password-reset': open('password-reset'),
      invitation: open('invitation'),
    };
  }

  /** Throws RATE_LIMITED when too many letters were asked for. */
  async take(flow: LetterFlow, email: string, ip: string | null): Promise<void> {
    const { pair, email: ofEmail, address } = this.limiters[flow];
    const block = addressBlock(ip);
    const key = email.trim().toLowerCase();
    await takeFrom(pair, digest(`${key}\n${block}`));
    await takeFrom(address, block);
    await takeFrom(ofEmail, digest(key));
  }
}

async function takeFrom(limiter: RateLimiterPostgres, key: string): Promise<void> {
  const { waitMs } = await tryToConsume(limiter, key);
  if (waitMs === 0) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  throw new ApiError(
    'RATE_LIMITED',
    `Too many letters were asked for. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
    { retryAfterSeconds },
  );
}

/** Rows hold hashes, no addresses of people. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

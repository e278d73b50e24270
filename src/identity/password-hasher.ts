import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { ApiError } from '../platform/error/index.js';
import { normalizePassword } from './password.rules.js';

const AT_ONCE = 4;
const WAIT_MS_MAX = 10_000;
/** argon2id, the OWASP minimum: 19 MiB, two passes, one lane. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of 32 random bytes that nobody kept: nothing fits it, and checking against it costs as much as any. */
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$Bei0Hwywd6NmXWLpJ0HVUQ$yoIGcPqz0+ubHvzXHK+Kuv3+oalOtJkDPGZECQmsa1s';

interface Waiting {
  go: () => void;
  timer: NodeJS.Timeout;
}

/** Each hash takes 19 MiB and a thread, so only a few run at once; the others wait in line, and not for ever. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: Waiting[] = [];

  /** Runs the work when one of the places is free; what is inside counts as one hash. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  async hash(password: string): Promise<string> {
    return hash(normalizePassword(password), COST);
  }

  /** Without a hash it does the same work on a decoy, so that the time does not tell whether there is an account. */
  async verify(stored: string | null | undefined, password: string): Promise<boolean> {
    const same = await verify(stored ?? DECOY, normalizePassword(password));
    return same && stored != null;
  }

  private async enter(): Promise<void> {
    if (this.running < AT_ONCE) {
      this.running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const entry: Waiting = {
        go: resolve,
        timer: setTimeout(() => {
          this.waiting.splice(this.waiting.indexOf(entry), 1);
          reject(new ApiError('UNAVAILABLE', 'Too many sign-ins at once. Try again in a moment.'));
        }, WAIT_MS_MAX),
      };
      this.waiting.push(entry);
    });
  }

  /** A place that is left goes to the next in line, without being free in between. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) {
      this.running -= 1;
      return;
    }
    clearTimeout(next.timer);
    next.go();
  }
}

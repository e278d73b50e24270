import { Injectable } from '@nestjs/common';
import { ApiError } from '../platform/error/index.js';

const AT_ONCE = 4;
const RETRY_SECONDS = 5;

/** How many files a person is sending to this server: what is not yet a document is counted nowhere else. */
@Injectable()
export class RunningUploads {
  private readonly ofPerson = new Map<string, number>();

  async within<T>(userId: string, upload: () => Promise<T>): Promise<T> {
    const before = this.ofPerson.get(userId) ?? 0;
    if (before >= AT_ONCE) {
      throw new ApiError(
        'RATE_LIMITED',
        `You are sending ${AT_ONCE} files already. Wait for one.`,
        {
          retryAfterSeconds: RETRY_SECONDS,
        },
      );
    }
    this.ofPerson.set(userId, before + 1);
    try {
      return await upload();
    } finally {
      const after = (this.ofPerson.get(userId) ?? 1) - 1;
      if (after > 0) this.ofPerson.set(userId, after);
      else this.ofPerson.delete(userId);
    }
  }
}

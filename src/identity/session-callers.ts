import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../platform/access/index.js';
import { CallerRepository } from './caller.repository.js';

/** Who somebody is by the session in which something was given to them, for what is opened later without a token. */
@Injectable()
export class SessionCallers {
  constructor(private readonly callers: CallerRepository) {}

  /** As things are now; undefined when the session, the person or their membership has ended. */
  of(sessionId: string): Promise<UserCaller | undefined> {
    return this.callers.bySession(sessionId);
  }
}

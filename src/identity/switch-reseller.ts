import { Injectable } from '@nestjs/common';
import { checkId, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { requireSession } from './account.js';
import { SessionOpener, type IssuedTokens } from './session-opener.js';

/**
 * A token speaks for one reseller as long as it lives, so another reseller means another session. The old one stays
 * open: somebody may work for two resellers in two windows.
 */
@Injectable()
export class SwitchReseller {
  constructor(private readonly opener: SessionOpener) {}

  async run(ctx: RequestContext, input: { resellerId: string }): Promise<IssuedTokens> {
    const user = requireSession(ctx);
    const path = ['input', 'resellerId'];
    const issued =
      checkId(input.resellerId, path).length > 0
        ? undefined
        : await this.opener.open(
            ctx,
            {
              userId: user.userId,
              resellerId: input.resellerId,
              proof: { sessionId: user.sessionId },
            },
            'SWITCH_RESELLER',
          );
    if (issued !== undefined) return issued;
    throw new ProblemError({
      code: 'NOT_FOUND',
      message:
        'You have no membership with this reseller. viewer.memberships lists those you have.',
      path,
    });
  }
}

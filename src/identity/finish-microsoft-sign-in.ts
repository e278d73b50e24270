import { Inject, Injectable } from '@nestjs/common';
import { newId } from '../kernel/index.js';
import { ANONYMOUS, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { requireMicrosoft, useCode, type MicrosoftCodeInput } from './microsoft-code.js';
import { MicrosoftRepository, type MicrosoftSignInRow } from './microsoft.repository.js';
import type { MicrosoftPerson } from './microsoft.rules.js';
import { SessionOpener, type IssuedTokens } from './session-opener.js';

/**
 * Opens a session of ours for whom Microsoft has named. Who is unknown gets an account of their own: no e-mail leads
 * to the account of somebody else, since what a token says of it is what its tenant likes.
 */
@Injectable()
export class FinishMicrosoftSignIn {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: MicrosoftRepository,
    private readonly opener: SessionOpener,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(ctx: RequestContext, input: MicrosoftCodeInput): Promise<IssuedTokens> {
    requireMicrosoft(this.config);
    const { found, person } = await this.account({ ...ctx, caller: ANONYMOUS }, input);
    const issued = await this.opener.open(
      ctx,
      { userId: found.userId, resellerId: found.resellerId, proof: { microsoft: person } },
      'SIGN_IN_WITH_MICROSOFT',
    );
    if (issued === undefined) throw refused();
    return issued;
  }

  private account(
    ctx: RequestContext,
    input: MicrosoftCodeInput,
  ): Promise<{ found: MicrosoftSignInRow; person: MicrosoftPerson }> {
    return this.work.run(ctx, async (tx) => {
      const person = await useCode(this.accounts, tx, input);
      if (person === undefined) throw refused();
      const found = await this.accounts.signIn(tx, person, newId());
      if (!found.active) throw refused();
      if (!found.created) return { found, person };
      const { tenantId, objectId, name } = person;
      await recordChange(ctx, tx, {
        entity: 'USER',
        entityId: found.userId,
        operation: 'CREATE',
        to: 'ACTIVE',
        version: 1,
        new: { email: found.email, name, microsoftTenantId: tenantId, microsoftObjectId: objectId },
      });
      return { found, person };
    });
  }
}

/** The same words for a bad code and for an account that is closed. */
function refused(): ApiError {
  return new ApiError(
    'UNAUTHENTICATED',
    'The code of this sign-in has been used, has expired or is not of this page, or the account is closed. Begin again.',
  );
}

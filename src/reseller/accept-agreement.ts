import { Injectable } from '@nestjs/common';
import { assert, ProblemError } from '../kernel/index.js';
import { requireMembership, userIdOf, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome } from '../platform/database/index.js';
import { evidenceOf } from './agreement-evidence.js';
import type { AgreementAcceptInput } from './agreement.input.js';
import { resellerHasEnded } from './agreement.problems.js';
import { AgreementService } from './agreement.service.js';
import { agreementSightOf } from './agreement.sight.js';
import type { ResellerAgreement } from './agreement.type.js';

/** Somebody accepts a version for their reseller. What is accepted already is simply so. */
@Injectable()
export class AcceptAgreement {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly agreements: AgreementService,
  ) {}

  run(ctx: RequestContext, input: AgreementAcceptInput): Promise<Outcome<ResellerAgreement>> {
    const { resellerId, resellerState } = requireMembership(ctx);
    if (resellerState === 'TERMINATED') {
      return Promise.resolve({ value: null, problems: [resellerHasEnded(resellerState)] });
    }
    const acceptedBy = userIdOf(ctx);
    assert(acceptedBy !== null, 'a membership is a person’s');
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const version = await this.agreements.acceptable(tx, agreementSightOf(ctx), input);
        const acceptance = {
          agreementId: version.id,
          locale: version.locale,
          acceptedBy,
          acceptedAt: tx.now,
          ...evidenceOf(ctx),
        };
        await this.agreements.accept(ctx, tx, resellerId, [acceptance]);
        const standings = await this.agreements.standings(tx, [resellerId], version.locale);
        const standing = standings
          .get(resellerId)
          ?.find(({ agreement }) => agreement.regionCode === version.regionCode);
        if (!standing) throw new ProblemError(resellerHasEnded(resellerState));
        return standing;
      }),
    );
  }
}

import { Injectable } from '@nestjs/common';
import { assert, ProblemError } from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome } from '../platform/database/index.js';
import type { CreditAccountEntity } from './credit.entity.js';
import type { CreditAccountOpenInput } from './credit.input.js';
import { CreditRepository } from './credit.repository.js';
import { checkLimit, noSuchReseller } from './credit.rules.js';
import { accountOpened } from './reseller-records.js';
import { ResellerMoveRepository } from './reseller-move.repository.js';
import { ResellerWriteRepository } from './reseller-write.repository.js';
import { ended } from './reseller.problems.js';
import { sightOf } from './reseller.sight.js';

@Injectable()
export class OpenCreditAccount {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerMoveRepository,
    private readonly parts: ResellerWriteRepository,
    private readonly credit: CreditRepository,
  ) {}

  async run(
    ctx: RequestContext,
    input: CreditAccountOpenInput,
  ): Promise<Outcome<CreditAccountEntity>> {
    requireNoMembership(ctx);
    const { limit, problems } = checkLimit(input);
    if (!limit || problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const reseller = await this.resellers.lock(tx, sightOf(ctx), input.resellerId);
        if (!reseller) throw new ProblemError(noSuchReseller());
        if (reseller.state === 'TERMINATED') throw new ProblemError(ended('OPEN_CREDIT_ACCOUNT'));
        const account = { limit, terms: input.terms };
        const [id] = await this.parts.openAccounts(tx, reseller.id, [account]);
        assert(id !== undefined, 'one account was opened');
        await recordChange(ctx, tx, accountOpened(reseller.id, id, account));
        return this.credit.require(tx, id);
      }),
    );
  }
}

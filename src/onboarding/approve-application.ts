import { Injectable } from '@nestjs/common';
import { assert, ProblemError, type Problem } from '../kernel/index.js';
import { MembershipService } from '../identity/index.js';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import type { Outcome, Tx } from '../platform/database/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import { ResellerWriter, type NewReseller } from '../reseller/index.js';
import { ApplicationMoves } from './application-moves.js';
import { ApplicationQueueRepository } from './application-queue.repository.js';
import { moveApplication } from './application.machine.js';
import type { ApplicationRow } from './application.row.js';
import { noAdministrator, sameCompany, stillOpen } from './decision.problems.js';
import {
  checkApproval,
  checkTerms,
  readLimits,
  type ApprovalRequest,
  type CreditGrant,
} from './decision.rules.js';
import { DecisionLetters } from './decision-letters.js';
import { ReviewApplication, type Review } from './review-application.js';
import { openChecks } from './vetting-check.rules.js';
import { VettingRepository } from './vetting.repository.js';

const ADDRESS_LABEL = 'Registered office';

/** Makes the reseller of an application, or readmits the one for which it was filed: all in one transaction. */
@Injectable()
export class ApproveApplication {
  constructor(
    private readonly review: ReviewApplication,
    private readonly queue: ApplicationQueueRepository,
    private readonly vetting: VettingRepository,
    private readonly moves: ApplicationMoves,
    private readonly resellers: ResellerWriter,
    private readonly memberships: MembershipService,
    private readonly letters: DecisionLetters,
  ) {}

  run(ctx: RequestContext, input: ApprovalRequest): Promise<Outcome<ApplicationRow>> {
    const { grants, problems } = readLimits(input.creditLimits ?? []);
    const { idempotencyKey: key, ...asked } = input;
    const owner = `user:${userIdOf(ctx) ?? 'system'}`;
    return this.review.run(
      ctx,
      [...checkApproval(input), ...problems],
      async (tx) => {
        const request = { owner, operation: 'resellerApplicationApprove', key, input: asked };
        await onceByKey(tx, request, async () => {
          const resellerId = await this.approve(ctx, tx, input, grants);
          return { resellerId };
        });
        return this.review.read(ctx, tx, input.applicationId);
      },
      { keyed: true },
    );
  }

  private async approve(
    ctx: RequestContext,
    tx: Tx,
    input: ApprovalRequest,
    grants: readonly CreditGrant[],
  ): Promise<string> {
    const review = await this.review.lock(ctx, tx, input);
    const { application, reviewer } = review;
    const { state, appealedAt, applicantUserId: userId } = application;
    const to = moveApplication({ state, appealed: appealedAt !== null }, 'APPROVE');
    if (typeof to !== 'string') throw new ProblemError(to);
    const problems = [...(await this.guard(tx, review)), ...checkTerms(application, input)];
    if (problems.length > 0) throw new ProblemError(problems);
    const readmitted = application.resellerId !== null;
    const resellerId =
      application.resellerId ??
      (await this.resellers.create(ctx, tx, newReseller(application, input, grants)));
    if (readmitted) await this.resellers.readmit(ctx, tx, resellerId);
    else if (!(await this.memberships.makeFirstAdmin(ctx, tx, { userId, resellerId }))) {
      throw new ProblemError(noAdministrator());
    }
    const approved = await this.moves.move(ctx, tx, application, {
      operation: 'APPROVE',
      resellerId,
      decidedById: reviewer.userId,
      facts: { resellerId, readmitted },
    });
    await this.letters.approved(tx, approved, readmitted);
    return resellerId;
  }

  /** What the state says already is looked up once more, since so much hangs on it; and who is there already. */
  private async guard(tx: Tx, { application: { id }, regionIds }: Review): Promise<Problem[]> {
    const open = openChecks(await this.vetting.checksOf(tx, [id]));
    await this.queue.lockCompany(tx, id);
    const same = await this.queue.sameCompany(tx, id, regionIds);
    return [...(open.length > 0 ? [stillOpen(open)] : []), ...same.map(sameCompany)];
  }
}

function newReseller(
  application: ApplicationRow,
  { tier, type, marketCodes }: ApprovalRequest,
  creditAccounts: readonly CreditGrant[],
): NewReseller {
  const { legalName, countryCode, taxId, partnerType, line1, city } = application;
  assert(
    legalName && countryCode && taxId && partnerType && line1 && city && tier,
    'nothing that is missing was submitted',
  );
  const { line2, region, postalCode, partnerLocationId, partnerGlobalId, contacts } = application;
  return {
    legalName,
    countryCode,
    taxId,
    type: type ?? partnerType,
    tier,
    partnerLocationId,
    partnerGlobalId,
    address: {
      label: ADDRESS_LABEL,
      recipient: legalName,
      line1,
      line2,
      city,
      region,
      postalCode,
      countryCode,
      phone: contacts.find(({ phone }) => phone !== null)?.phone ?? null,
    },
    marketCodes: marketCodes?.map((code) => code.trim()) ?? application.marketCodes,
    creditAccounts,
  };
}

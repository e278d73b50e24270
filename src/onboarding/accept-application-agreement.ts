import { Injectable } from '@nestjs/common';
import { isId, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Outcome, Tx } from '../platform/database/index.js';
import { AgreementService, evidenceOf } from '../reseller/index.js';
import { ApplicationAgreementRepository } from './agreement.repository.js';
import { ApplicationAgreements } from './application-agreements.js';
import { applicantOf, ApplicationChanges, type ApplicationEdit } from './application-changes.js';
import { ApplicationMoves } from './application-moves.js';
import type { ApplicationRow } from './application.row.js';
import type { ResellerApplication } from './application.type.js';

export interface AgreementAcceptance extends ApplicationEdit {
  agreementId: string;
  locale?: string | null;
}

/** The version may be of any region: which ones the application needs is looked at besides. */
const EVERY_REGION = { regionIds: null, resellerId: null };

/** An applicant accepts what their application needs. With the last acceptance it is ready for the decision. */
@Injectable()
export class AcceptApplicationAgreement {
  constructor(
    private readonly changes: ApplicationChanges,
    private readonly moves: ApplicationMoves,
    private readonly agreements: AgreementService,
    private readonly asked: ApplicationAgreements,
    private readonly acceptances: ApplicationAgreementRepository,
  ) {}

  run(ctx: RequestContext, input: AgreementAcceptance): Promise<Outcome<ResellerApplication>> {
    return this.changes.run(ctx, [], async (tx) => {
      // A repetition, such as after an answer that was lost, finds the application as it has become since.
      if (await this.isAccepted(tx, input)) return this.changes.read(ctx, tx, input.applicationId);
      const application = await this.changes.lock(ctx, tx, input, 'ACCEPT_AGREEMENT');
      await this.accept(ctx, tx, application, input);
      const asked = (await this.asked.of(tx, [application])).get(application.id) ?? [];
      return asked.every(({ accepted }) => accepted)
        ? this.moves.move(ctx, tx, application, { operation: 'ACCEPT_AGREEMENT' })
        : application;
    });
  }

  /** Row-level security shows the acceptances of one's own applications alone. */
  private async isAccepted(tx: Tx, input: AgreementAcceptance): Promise<boolean> {
    const { applicationId, agreementId } = input;
    if (!isId(applicationId)) return false;
    const accepted = await this.acceptances.acceptancesOf(tx, [applicationId]);
    return accepted.some((acceptance) => acceptance.agreementId === agreementId.toLowerCase());
  }

  private async accept(
    ctx: RequestContext,
    tx: Tx,
    application: ApplicationRow,
    input: AgreementAcceptance,
  ): Promise<void> {
    const version = await this.agreements.acceptable(tx, EVERY_REGION, input);
    const asked = (await this.asked.of(tx, [application])).get(application.id) ?? [];
    if (!asked.some(({ agreement }) => agreement.regionCode === version.regionCode)) {
      throw new ProblemError(notNeeded());
    }
    const { id: agreementId, locale, regionCode, number } = version;
    await this.acceptances.accept(tx, {
      applicationId: application.id,
      agreementId,
      locale,
      acceptedBy: applicantOf(ctx),
      acceptedAt: tx.now,
      ...evidenceOf(ctx),
    });
    await recordChange(ctx, tx, {
      entity: 'AGREEMENT',
      entityId: agreementId,
      operation: 'ACCEPT',
      new: { applicationId: application.id, regionCode, number, locale },
    });
  }
}

/** A version of another region looks like one that is not there. */
function notNeeded() {
  return {
    code: 'NOT_FOUND',
    message:
      'The application needs no such agreement: "ResellerApplication.agreements" has those that it needs.',
    path: ['input', 'agreementId'],
  };
}

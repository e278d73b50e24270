import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import { isUser, resellerIdOf, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { moveApplication, type ApplicationOperation } from './application.machine.js';
import { filedForReseller, noSuchApplication, staleApplication } from './application.problems.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.row.js';
import { viewOf, type ResellerApplication } from './application.type.js';

export interface ApplicationEdit {
  applicationId: string;
  expectedVersion: number;
}

/** What the steps of an applicant share: one unit of work on their own application, locked and as they have read it. */
@Injectable()
export class ApplicationChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationRepository,
  ) {}

  run(
    ctx: RequestContext,
    problems: readonly Problem[],
    work: (tx: Tx) => Promise<ApplicationRow>,
  ): Promise<Outcome<ResellerApplication>> {
    applicantOf(ctx);
    if (problems.length > 0) return Promise.resolve({ value: null, problems: [...problems] });
    return outcomeOf(this.unitOfWork.run(ctx, async (tx) => viewOf(await work(tx))));
  }

  /** The application, if it allows the operation now. */
  async lock(
    ctx: RequestContext,
    tx: Tx,
    { applicationId, expectedVersion }: ApplicationEdit,
    operation: ApplicationOperation,
  ): Promise<ApplicationRow> {
    const own = { kind: 'OWN', userId: applicantOf(ctx) } as const;
    const application = await this.applications.lock(tx, own, applicationId);
    if (!application) throw new ProblemError(noSuchApplication());
    const { version, state, appealedAt, resellerId } = application;
    if (version !== expectedVersion) throw new ProblemError(staleApplication(version));
    const to = moveApplication({ state, appealed: appealedAt !== null }, operation);
    if (typeof to !== 'string') throw new ProblemError(to);
    if (resellerId !== null && resellerId !== resellerIdOf(ctx)) {
      throw new ProblemError(filedForReseller());
    }
    return application;
  }

  /** As it is now. */
  async read(ctx: RequestContext, tx: Tx, id: string): Promise<ApplicationRow> {
    const own = { kind: 'OWN', userId: applicantOf(ctx) } as const;
    const application = await this.applications.find(tx, own, id);
    if (!application) throw new ProblemError(noSuchApplication());
    return application;
  }
}

/** Applications belong to people, not to programs. */
export function applicantOf({ caller }: RequestContext): string {
  if (isUser(caller)) return caller.userId;
  throw new ApiError('FORBIDDEN', 'Only a person who is signed in has applications.');
}

import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import { PeopleService } from '../identity/index.js';
import { isUser, requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { noSuchApplication, staleApplication } from './application.problems.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.row.js';
import { sightOf } from './application.sight.js';
import { checkReviewer, type Reviewer } from './reviewer.rules.js';

/** What a reviewer works on: the application, locked, and who they are. */
export interface Review {
  application: ApplicationRow;
  reviewer: Reviewer & { isAdmin: boolean };
  /** After which they look; null: all. */
  regionIds: readonly string[] | null;
}

export interface ReviewRequest {
  applicationId: string;
  /** Left out where the step does not depend on what the reviewer has read of the application. */
  expectedVersion?: number;
}

/** What the steps of reviewers share: a locked application within sight, of somebody else, as they have read it. */
@Injectable()
export class ReviewApplication {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationRepository,
    private readonly people: PeopleService,
  ) {}

  run<Result>(
    ctx: RequestContext,
    problems: readonly Problem[],
    work: (tx: Tx) => Promise<Result>,
    options: { keyed?: boolean } = {},
  ): Promise<Outcome<Result>> {
    requireNoMembership(ctx);
    if (problems.length > 0) return Promise.resolve({ value: null, problems: [...problems] });
    return outcomeOf(this.unitOfWork.run(ctx, work, options));
  }

  async lock(ctx: RequestContext, tx: Tx, request: ReviewRequest): Promise<Review> {
    const { caller } = ctx;
    const sight = sightOf(ctx);
    if (!isUser(caller) || sight.kind !== 'STAFF') {
      throw new ApiError('FORBIDDEN', 'A person of the staff reviews applications.');
    }
    const application = await this.applications.lock(tx, sight, request.applicationId);
    if (!application) throw new ProblemError(noSuchApplication());
    const { userId, email, staffRoles } = caller;
    const { resellerId } = application;
    const worksThere = resellerId !== null && (await this.people.worksFor(tx, userId, resellerId));
    const reviewer = { userId, email, worksThere, isAdmin: staffRoles.includes('ADMIN') };
    const problems = checkReviewer(reviewer, application);
    if (problems.length > 0) throw new ProblemError(problems);
    const { expectedVersion = application.version } = request;
    if (expectedVersion !== application.version) {
      throw new ProblemError(staleApplication(application.version));
    }
    return { application, reviewer, regionIds: sight.regionIds };
  }

  /** As it is now, for one who asks again; their regions may have changed since. */
  async read(ctx: RequestContext, tx: Tx, id: string): Promise<ApplicationRow> {
    const application = await this.applications.find(tx, sightOf(ctx), id);
    if (!application) throw new ProblemError(noSuchApplication());
    return application;
  }
}

import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { requireSignedIn } from './account.js';
import { AccountRepository, type Contact } from './account.repository.js';
import { limitStateOf, type LimitState } from './buyer-limit.view.js';
import { PeopleRepository, type MembershipRow } from './people.repository.js';

@Injectable()
export class ViewerService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly people: PeopleRepository,
    private readonly accounts: AccountRepository,
  ) {}

  membershipsOf(ctx: RequestContext): Promise<MembershipRow[]> {
    const { userId } = requireSignedIn(ctx);
    return this.work.readOne(ctx, (one) => this.people.membershipsOf(one, userId));
  }

  async contactOf(ctx: RequestContext): Promise<Contact> {
    const { userId } = requireSignedIn(ctx);
    const contact = await this.work.readOne(ctx, (one) => this.accounts.contactOf(one, userId));
    // The request has been let in a moment ago.
    if (contact === undefined) throw new ApiError('UNAUTHENTICATED', 'The account is closed.');
    return contact;
  }

  async limitsOf(ctx: RequestContext, membershipId: string): Promise<LimitState[]> {
    const rows = await this.work.readOne(ctx, (one) => this.people.limitsOf(one, membershipId));
    return rows.map(limitStateOf);
  }
}

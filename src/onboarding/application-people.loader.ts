import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import { MembershipService } from '../identity/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { reviews } from './application.sight.js';
import type { ApplicationPerson } from './application-people.type.js';
import type { ResellerApplication } from './application.type.js';

/** The people of all applications of a page, in one go. */
@Injectable()
export class ApplicationPeopleLoader {
  private readonly perRequest = new WeakMap<
    RequestContext,
    DataLoader<string, ApplicationPerson | null>
  >();

  constructor(private readonly memberships: MembershipService) {}

  /** Null where there is none, and for whoever does not review the application. */
  async of(
    ctx: RequestContext,
    application: Pick<ResellerApplication, 'applicantUserId'>,
    userId: string | null,
  ): Promise<ApplicationPerson | null> {
    if (userId === null || !reviews(ctx, application)) return null;
    const loader = this.perRequest.get(ctx) ?? this.make(ctx);
    this.perRequest.set(ctx, loader);
    return loader.load(userId);
  }

  private make(ctx: RequestContext): DataLoader<string, ApplicationPerson | null> {
    return new DataLoader(async (ids) => {
      const people = await this.memberships.usersByIds(ctx, ids);
      return ids.map((id) => people.get(id) ?? null);
    });
  }
}

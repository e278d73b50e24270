import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { BuyerLimit, Membership, Viewer } from './viewer.type.js';
import { ViewerService } from './viewer.service.js';

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(private readonly viewers: ViewerService) {}

  @ResolveField(() => Membership, {
    nullable: true,
    description: 'The reseller for which the token speaks; null for staff and applicants.',
  })
  async membership(@Parent() viewer: Viewer): Promise<Membership | null> {
    const { current } = viewer;
    if (current === null) return null;
    const all = await this.viewers.membershipsOf(viewer.ctx);
    return all.find(({ id }) => id === current.membershipId) ?? null;
  }

  @ResolveField(() => [Membership], {
    description: 'Every reseller for which the person works; switchReseller takes one of them.',
  })
  memberships(@Parent() viewer: Viewer): Promise<Membership[]> {
    return this.viewers.membershipsOf(viewer.ctx);
  }

  @ResolveField(() => [BuyerLimit], {
    description:
      'What the person may order for the reseller without an approval, per currency, and what is left this month. A currency that is not listed has no limit.',
  })
  async limits(@Parent() viewer: Viewer): Promise<BuyerLimit[]> {
    const { current } = viewer;
    return current === null ? [] : this.viewers.limitsOf(viewer.ctx, current.membershipId);
  }
}

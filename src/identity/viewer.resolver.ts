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

  @ResolveField(() => Boolean, {
    description:
      'Whether the person has proven that their e-mail address is their own; emailVerificationSend sends the letter for that. An application to become a reseller needs it.',
  })
  async emailVerified(@Parent() viewer: Viewer): Promise<boolean> {
    return (await this.viewers.contactOf(viewer.ctx)).emailVerified;
  }

  @ResolveField(() => String, {
    description:
      "Language of letters to the person: 'en', 'de' or 'zh-Hans'; accountUpdate changes it.",
  })
  async locale(@Parent() viewer: Viewer): Promise<string> {
    return (await this.viewers.contactOf(viewer.ctx)).locale;
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

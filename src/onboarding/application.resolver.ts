import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { missingParts } from './application-completeness.rules.js';
import { ApplicationService } from './application.service.js';
import { ApplicationMissingType, ResellerApplication } from './application.type.js';
import { DuplicateLoader } from './duplicate.loader.js';
import { ApplicationDuplicate } from './duplicate.type.js';

@Resolver(() => ResellerApplication)
export class ApplicationResolver {
  constructor(
    private readonly applications: ApplicationService,
    private readonly loader: DuplicateLoader,
  ) {}

  @Allow(Permission.APPLICATION_OWN, Permission.RESELLER_WRITE)
  @Query(() => ResellerApplication, {
    name: 'resellerApplication',
    nullable: true,
    description:
      'One application: one of your own, or for staff one that was submitted for a market of their regions. Null when there is none within reach.',
  })
  one(
    @Ctx() ctx: RequestContext,
    @Args('id', { type: () => ID, description: 'Id of the application.' }) id: string,
  ): Promise<ResellerApplication | null> {
    return this.applications.find(ctx, id);
  }

  @Allow(Permission.APPLICATION_OWN)
  @Query(() => [ResellerApplication], {
    name: 'myResellerApplications',
    description: 'The applications that you made, newest first, at most 100.',
  })
  own(@Ctx() ctx: RequestContext): Promise<ResellerApplication[]> {
    return this.applications.own(ctx);
  }

  @ResolveField(() => [ApplicationMissingType], {
    description:
      'What is still missing before it can be submitted; empty when everything is there. That the e-mail address is confirmed is asked at the submission, too.',
  })
  missing(@Parent() application: ResellerApplication): ApplicationMissingType[] {
    return missingParts({ ...application, ...application.address });
  }

  @ResolveField(() => [ApplicationDuplicate], {
    nullable: true,
    description:
      'The resellers and other submitted applications that may be the same company, the surest first, at most 50: same tax id, same partner location id, or a name like it. For staff alone; null for the applicant.',
  })
  duplicates(
    @Ctx() ctx: RequestContext,
    @Parent() application: ResellerApplication,
  ): Promise<ApplicationDuplicate[] | null> {
    return this.loader.of(ctx, application);
  }
}

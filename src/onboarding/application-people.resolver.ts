import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Ctx, type RequestContext } from '../platform/access/index.js';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { reviews } from './application.sight.js';
import { ApplicationPeopleLoader } from './application-people.loader.js';
import { ApplicationPerson } from './application-people.type.js';
import { ResellerApplication } from './application.type.js';

/** Who made an application, who has it, and who decided it: for reviewers. */
@Resolver(() => ResellerApplication)
export class ApplicationPeopleResolver {
  constructor(private readonly people: ApplicationPeopleLoader) {}

  @ResolveField(() => ApplicationPerson, {
    nullable: true,
    description: 'Who made it. For staff alone; null for the applicant.',
  })
  applicant(
    @Ctx() ctx: RequestContext,
    @Parent() application: ResellerApplication,
  ): Promise<ApplicationPerson | null> {
    return this.people.of(ctx, application, application.applicantUserId);
  }

  @ResolveField(() => ApplicationPerson, {
    nullable: true,
    description: 'Who has claimed it; null when nobody has. For staff alone; null for applicants.',
  })
  assignedTo(
    @Ctx() ctx: RequestContext,
    @Parent() application: ResellerApplication,
  ): Promise<ApplicationPerson | null> {
    return this.people.of(ctx, application, application.assignedToId);
  }

  @ResolveField(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was claimed; null when nobody has it. For staff alone, as assignedTo.',
  })
  assignedAt(@Ctx() ctx: RequestContext, @Parent() application: ResellerApplication): Date | null {
    return reviews(ctx, application) ? application.assignedAt : null;
  }

  @ResolveField(() => ApplicationPerson, {
    nullable: true,
    description:
      'Who decided it the last time; null before, and for applicants. For staff alone, as assignedTo.',
  })
  decidedBy(
    @Ctx() ctx: RequestContext,
    @Parent() application: ResellerApplication,
  ): Promise<ApplicationPerson | null> {
    return this.people.of(ctx, application, application.decidedById);
  }
}

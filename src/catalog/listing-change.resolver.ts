import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Problem } from '../kernel/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import type { MutationUserError } from '../platform/graphql/index.js';
import { CreateListing } from './create-listing.js';
import { DeleteListing } from './delete-listing.js';
import {
  ListingCreateInput,
  ListingDeleteInput,
  ListingPauseInput,
  ListingResumeInput,
  ListingUpdateInput,
} from './listing.input.js';
import {
  createErrors,
  deleteErrors,
  ListingCreatePayload,
  ListingDeletePayload,
  ListingPausePayload,
  ListingResumePayload,
  ListingUpdatePayload,
  pauseErrors,
  resumeErrors,
  updateErrors,
} from './listing.payload.js';
import type { Listing } from './listing.type.js';
import { PauseListing } from './pause-listing.js';
import { UpdateListing } from './update-listing.js';

@Resolver()
export class ListingChangeResolver {
  constructor(
    private readonly creating: CreateListing,
    private readonly updating: UpdateListing,
    private readonly pausing: PauseListing,
    private readonly deleting: DeleteListing,
  ) {}

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => ListingCreatePayload, {
    name: 'listingCreate',
    description:
      'Offers a variant in a market. Its stage follows from its dates, day by day in the calendar of the market.',
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ListingCreateInput, description: 'What is offered, and when.' })
    input: ListingCreateInput,
  ): Promise<ListingCreatePayload> {
    return payloadOf(createErrors, await this.creating.run(ctx, input));
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => ListingUpdatePayload, {
    name: 'listingUpdate',
    description:
      'Changes the dates and the quantity rule of a listing. Orders keep what they were told. A rule that leaves a price break without any quantity that could be ordered is taken all the same, and listing.blockers then names the break.',
  })
  async update(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ListingUpdateInput, description: 'What changes.' })
    input: ListingUpdateInput,
  ): Promise<ListingUpdatePayload> {
    return payloadOf(updateErrors, await this.updating.run(ctx, input));
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => ListingPausePayload, {
    name: 'listingPause',
    description:
      'Stops new orders of a listing, whatever its dates say, from this moment on. Confirmed ones still ship.',
  })
  async pause(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ListingPauseInput, description: 'Which one, and why.' })
    input: ListingPauseInput,
  ): Promise<ListingPausePayload> {
    return payloadOf(pauseErrors, await this.pausing.pause(ctx, input));
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => ListingResumePayload, {
    name: 'listingResume',
    description:
      'Ends the pause of a listing; its dates decide again. One that is not paused stays as it is.',
  })
  async resume(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ListingResumeInput, description: 'Which one.' })
    input: ListingResumeInput,
  ): Promise<ListingResumePayload> {
    return payloadOf(resumeErrors, await this.pausing.resume(ctx, input));
  }

  @Allow(Permission.CATALOG_WRITE)
  @Mutation(() => ListingDeletePayload, {
    name: 'listingDelete',
    description:
      'Takes back a listing that was never ordered. One that was is refused: pause it, or end its sale.',
  })
  async delete(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ListingDeleteInput, description: 'Which one.' })
    input: ListingDeleteInput,
  ): Promise<ListingDeletePayload> {
    return payloadOf(deleteErrors, await this.deleting.run(ctx, input));
  }
}

function payloadOf(
  errors: { from(problems: readonly Problem[]): MutationUserError<string>[] },
  { value, problems }: Outcome<Listing>,
): { listing: Listing | null; userErrors: MutationUserError<string>[] } {
  return { listing: value, userErrors: errors.from(problems) };
}

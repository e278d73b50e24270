import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { Listing } from './listing.type.js';

const NO_LISTING = 'There is no such listing, or its market lies outside your regions.';

export const createErrors = mutationErrors(
  'listingCreate',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_SKU', 'UNKNOWN_MARKET', 'ALREADY_EXISTS'],
  { ALREADY_EXISTS: 'The SKU is listed in the market already: change that listing.' },
);
export const updateErrors = mutationErrors(
  'listingUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND: NO_LISTING },
);
export const pauseErrors = mutationErrors(
  'listingPause',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND: NO_LISTING },
);
export const resumeErrors = mutationErrors(
  'listingResume',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND: NO_LISTING },
);
export const deleteErrors = mutationErrors(
  'listingDelete',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  {
    NOT_FOUND: NO_LISTING,
    INVALID_VALUE: 'The id is none, or, with the rule IN_USE, it was ordered in the market.',
  },
);

@ObjectType({ isAbstract: true })
abstract class ListingPayload {
  @Field(() => Listing, {
    nullable: true,
    description: 'The listing as it is now; null when it was refused.',
  })
  listing: Listing | null;
}

@ObjectType({ description: 'What came of listingCreate.' })
export class ListingCreatePayload extends ListingPayload {
  @Field(() => [createErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of listingUpdate.' })
export class ListingUpdatePayload extends ListingPayload {
  @Field(() => [updateErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of listingPause.' })
export class ListingPausePayload extends ListingPayload {
  @Field(() => [pauseErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of listingResume.' })
export class ListingResumePayload extends ListingPayload {
  @Field(() => [resumeErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of listingDelete.' })
export class ListingDeletePayload {
  @Field(() => Listing, {
    nullable: true,
    description: 'The listing as it was; null when it was refused.',
  })
  listing: Listing | null;

  @Field(() => [deleteErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: MutationUserError<string>[];
}

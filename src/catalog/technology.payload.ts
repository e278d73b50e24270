import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { Technology, TechnologyAvailability } from './technology.type.js';

const WRONG = 'Everything that is wrong; empty when it was done.';

export const technologyCreateErrors = mutationErrors(
  'technologyCreate',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS'],
  { ALREADY_EXISTS: 'There is a technology with this code already.' },
);
export const technologyUpdateErrors = mutationErrors(
  'technologyUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND: 'There is no such technology.' },
);
export const technologyAvailabilitySetErrors = mutationErrors(
  'technologyAvailabilitySet',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_MARKET', 'NOT_FOUND'],
  { NOT_FOUND: 'There is no such product or technology.' },
);
export const technologyAvailabilityRemoveErrors = mutationErrors(
  'technologyAvailabilityRemove',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_MARKET', 'NOT_FOUND'],
  { NOT_FOUND: 'There is no such product or technology, or nothing is said of the two there.' },
);

@ObjectType({ description: 'What came of technologyCreate.' })
export class TechnologyCreatePayload {
  @Field(() => Technology, { nullable: true, description: 'The technology; null when refused.' })
  technology: Technology | null;

  @Field(() => [technologyCreateErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of technologyUpdate.' })
export class TechnologyUpdatePayload {
  @Field(() => Technology, {
    nullable: true,
    description: 'The technology as it is now; null when refused.',
  })
  technology: Technology | null;

  @Field(() => [technologyUpdateErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of technologyAvailabilitySet.' })
export class TechnologyAvailabilitySetPayload {
  @Field(() => TechnologyAvailability, {
    nullable: true,
    description: 'What is known there now; null when refused.',
  })
  availability: TechnologyAvailability | null;

  @Field(() => [technologyAvailabilitySetErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of technologyAvailabilityRemove.' })
export class TechnologyAvailabilityRemovePayload {
  @Field(() => TechnologyAvailability, {
    nullable: true,
    description: 'What was said there; null when refused.',
  })
  availability: TechnologyAvailability | null;

  @Field(() => [technologyAvailabilityRemoveErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

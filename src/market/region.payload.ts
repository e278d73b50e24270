import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { Region } from './market.type.js';

export const regionCreateErrors = mutationErrors(
  'regionCreate',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS'],
  { ALREADY_EXISTS: 'There is a region with this code already.' },
);
export const regionUpdateErrors = mutationErrors(
  'regionUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND: 'There is no such region, or it is not one of yours.' },
);

@ObjectType({ description: 'What became of regionCreate.' })
export class RegionCreatePayload {
  @Field(() => Region, { nullable: true, description: 'The new region; null when refused.' })
  region: Region | null;

  @Field(() => [regionCreateErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'REQUIRED' | 'INVALID_VALUE' | 'ALREADY_EXISTS'>[];
}

@ObjectType({ description: 'What became of regionUpdate.' })
export class RegionUpdatePayload {
  @Field(() => Region, {
    nullable: true,
    description: 'The region as it is now; null when refused.',
  })
  region: Region | null;

  @Field(() => [regionUpdateErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'REQUIRED' | 'INVALID_VALUE' | 'NOT_FOUND' | 'CONFLICT'>[];
}

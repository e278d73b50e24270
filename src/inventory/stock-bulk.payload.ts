import { Field, Int, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';

export const levelsSetErrors = mutationErrors(
  'stockLevelsSet',
  [
    'REQUIRED',
    'INVALID_VALUE',
    'UNKNOWN_SKU',
    'NOT_FOUND',
    'ALREADY_EXISTS',
    'CONFLICT',
    'IDEMPOTENCY_KEY_REUSED',
  ],
  {
    NOT_FOUND: 'There is no such stock location, or it serves only markets outside your regions.',
    ALREADY_EXISTS: 'An earlier row is for the same SKU and location.',
    CONFLICT:
      'More pieces are promised to orders than were counted, and they cannot be taken back.',
  },
);

@ObjectType({ description: 'What came of stockLevelsSet.' })
export class StockLevelsSetPayload {
  @Field(() => Int, { description: 'How many levels were set to another number.' })
  changed: number;

  @Field(() => Int, { description: 'How many had that number already.' })
  unchanged: number;

  @Field(() => Int, { description: 'How many rows were not written; their userErrors say why.' })
  refused: number;

  @Field(() => Boolean, {
    description:
      'Whether an earlier call with the same key had already done it, with this outcome; nothing was changed this time.',
  })
  replayed: boolean;

  @Field(() => [levelsSetErrors.type], {
    description:
      'Everything that is wrong, by row: the path of row 17 begins with ["input", "rows", "17"], counted from 0.',
  })
  userErrors: MutationUserError<string>[];
}

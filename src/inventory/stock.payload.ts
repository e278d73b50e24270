import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { UserError } from '../platform/graphql/index.js';
import { StockErrorCode } from './stock.problems.js';
import { StockLevel } from './stock.type.js';

registerEnumType(StockErrorCode, {
  name: 'StockErrorCode',
  description: 'Why stock was not received or adjusted.',
  valuesMap: {
    REQUIRED: { description: 'A text is missing or empty.' },
    INVALID_VALUE: {
      description: 'A value breaks its rule; min and max say which where it is a range.',
    },
    UNKNOWN_SKU: { description: 'There is no such SKU.' },
    NOT_FOUND: {
      description: 'There is no such stock location, or nothing of that id is on its way.',
    },
    IDEMPOTENCY_KEY_REUSED: {
      description:
        'The key was used before with another input. Take a new key for another movement.',
    },
    CONFLICT: {
      description:
        'More pieces are promised to orders than would be left, and they cannot be taken back.',
    },
  },
});

@ObjectType('StockUserError', {
  implements: () => [UserError],
  description: 'A mistake in the input of stockReceive or stockAdjust. Nothing was changed.',
})
export class StockUserError extends UserError {
  @Field(() => StockErrorCode, { description: 'What kind of mistake it is.' })
  code: StockErrorCode;

  @Field(() => Int, {
    nullable: true,
    description: 'The smallest value allowed, where that is the rule.',
  })
  min?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The greatest value allowed, where that is the rule.',
  })
  max?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The pieces on hand that make the input impossible, where they do.',
  })
  onHand?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The pieces promised to orders that make the input impossible, where they do.',
  })
  allocated?: number | null;
}

@ObjectType({ isAbstract: true })
abstract class StockPayload {
  @Field(() => StockLevel, {
    nullable: true,
    description: 'The level as it is now; null when there are userErrors.',
  })
  level: StockLevel | null;

  @Field(() => Boolean, {
    description:
      'Whether an earlier call with the same key had already done it; nothing was changed this time.',
  })
  replayed: boolean;

  @Field(() => [StockUserError], { description: 'Everything that is wrong with the input.' })
  userErrors: StockUserError[];
}

@ObjectType({ description: 'What came of stockReceive.' })
export class StockReceivePayload extends StockPayload {}

@ObjectType({ description: 'What came of stockAdjust.' })
export class StockAdjustPayload extends StockPayload {}

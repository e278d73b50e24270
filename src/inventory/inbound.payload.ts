import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { InboundStock, StockLevel } from './stock.type.js';

const NO_LOCATION =
  'There is no such stock location, or it serves only markets outside your regions.';
const NOT_FOUND = 'Nothing of that id is on its way, or only to a location outside your regions.';
const WRONG = 'Everything that is wrong with the input.';

export const announceErrors = mutationErrors(
  'inboundStockAnnounce',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_SKU', 'NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED'],
  { NOT_FOUND: NO_LOCATION },
);
export const inboundUpdateErrors = mutationErrors(
  'inboundStockUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND },
);
export const inboundCancelErrors = mutationErrors('inboundStockCancel', ['NOT_FOUND', 'CONFLICT'], {
  NOT_FOUND,
});

@ObjectType({ isAbstract: true })
abstract class InboundStockPayload {
  @Field(() => InboundStock, {
    nullable: true,
    description: 'What is on its way, as it is now; null when there are userErrors.',
  })
  inbound: InboundStock | null;

  @Field(() => StockLevel, {
    nullable: true,
    description: 'The level to which it comes, as it is now; null when there are userErrors.',
  })
  level: StockLevel | null;
}

@ObjectType({
  description:
    'What came of inboundStockAnnounce. Of a replay, inbound is null when it has come or was cancelled by now.',
})
export class InboundStockAnnouncePayload extends InboundStockPayload {
  @Field(() => Boolean, {
    description:
      'Whether an earlier call with the same key had already announced it; nothing was changed this time.',
  })
  replayed: boolean;

  @Field(() => [announceErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of inboundStockUpdate.' })
export class InboundStockUpdatePayload extends InboundStockPayload {
  @Field(() => [inboundUpdateErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of inboundStockCancel: inbound is what it was.' })
export class InboundStockCancelPayload extends InboundStockPayload {
  @Field(() => [inboundCancelErrors.type], { description: WRONG })
  userErrors: MutationUserError<string>[];
}

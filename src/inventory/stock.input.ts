import { Field, ID, InputType, Int } from '@nestjs/graphql';
import type { RawAdjustment, RawReceipt, StockMoveInput } from './adjustment.rules.js';

@InputType({ isAbstract: true })
class StockMoveFields implements StockMoveInput {
  @Field(() => String, {
    description:
      'Chosen by the caller, 1 to 255 characters: the same key with the same input changes stock only once.',
  })
  idempotencyKey: string;

  @Field(() => String, { description: 'Code of the stock location, such as RTM.' })
  locationCode: string;

  @Field(() => String, { description: 'SKU of the variant to move.' })
  sku: string;
}

@InputType({ description: 'Pieces that have come to a location.' })
export class StockReceiveInput extends StockMoveFields implements RawReceipt {
  @Field(() => Int, { description: 'How many have come, 1 to 1,000,000.' })
  quantity: number;

  @Field(() => String, {
    nullable: true,
    description:
      'What the delivery is known by, such as the number of its note; up to 500 characters.',
  })
  reference?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'What was on its way and has now come, from StockLevel.inbound: it is lowered by the quantity.',
  })
  inboundId?: string | null;
}

@InputType({ description: 'A correction of a level: give either countedOnHand or delta.' })
export class StockAdjustInput extends StockMoveFields implements RawAdjustment {
  @Field(() => Int, {
    nullable: true,
    description: 'The pieces that were counted, allocated ones included; 0 to 100,000,000.',
  })
  countedOnHand?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'By how many pieces to change the level, up or down; at most 1,000,000.',
  })
  delta?: number | null;

  @Field(() => String, { description: 'Why, such as "damaged in transport"; 1 to 500 characters.' })
  reason: string;
}

@InputType({ description: 'Which stock levels to list; all when empty.' })
export class StockLevelFilter {
  @Field(() => String, { nullable: true, description: 'Only this SKU.' })
  sku?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only SKUs that begin so, such as MI-NB-; capitals count.',
  })
  skuPrefix?: string | null;

  @Field(() => String, { nullable: true, description: 'Only the location of this code.' })
  locationCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only locations that serve the market of this ISO 3166-1 alpha-2 code.',
  })
  marketCode?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Only levels of which at most so many pieces can still be promised: 0 lists those that have run short.',
  })
  availableAtMost?: number | null;
}

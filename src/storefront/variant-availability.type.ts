import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Availability } from '../inventory/index.js';
import { AvailabilityState, LOW_STOCK_BELOW } from './availability.rules.js';

registerEnumType(AvailabilityState, {
  name: 'AvailabilityState',
  description: 'What an order of a variant meets today.',
  valuesMap: {
    IN_STOCK: { description: `At least ${LOW_STOCK_BELOW} pieces are in stock.` },
    LOW_STOCK: { description: `Fewer than ${LOW_STOCK_BELOW} pieces are in stock.` },
    BACKORDER: {
      description: 'It can be ordered, but waits for stock: set acceptBackorder on the order.',
    },
    UNAVAILABLE: { description: 'It cannot be ordered; the listing says why.' },
  },
});

@ObjectType({
  description: 'What an order of a variant meets in a market today, and what is there of it.',
})
export class VariantAvailability extends Availability {
  @Field(() => AvailabilityState, { description: 'The answer in a word.' })
  state: AvailabilityState;
}

import { Field, ID, InputType } from '@nestjs/graphql';
import { OrderLineInput } from './order.input.js';

export const PRICE_AVAILABILITY_LINES_MAX = 100;

@InputType({ description: 'What to ask prices and availability for.' })
export class PriceAndAvailabilityInput {
  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => [OrderLineInput], {
    description: `The SKUs and quantities, 1 to ${PRICE_AVAILABILITY_LINES_MAX} lines.`,
  })
  lines: OrderLineInput[];

  @Field(() => ID, {
    nullable: true,
    description: 'For a distributor: the indirect reseller that would be the partner of record.',
  })
  partnerOfRecordId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether backorders would be accepted. Default: false.',
  })
  acceptBackorder?: boolean | null;
}

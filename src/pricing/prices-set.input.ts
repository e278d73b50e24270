import { Field, InputType, Int } from '@nestjs/graphql';
import { BulkMode } from '../platform/bulk/index.js';
import { MoneyInput } from '../platform/graphql/index.js';
import type { PriceRow } from './price-row.rules.js';

@InputType({ description: 'The price of a SKU in a list from a quantity on.' })
export class PriceRowInput implements PriceRow {
  @Field(() => String, { description: 'Code of the price list, such as DE-PREMIER.' })
  priceListCode: string;

  @Field(() => String, { description: 'The SKU. It need not be listed in the market yet.' })
  sku: string;

  @Field(() => Int, {
    defaultValue: 1,
    description:
      'The smallest quantity to which the price applies, 1 to 1,000,000. Where the SKU is listed it must be a quantity that its listing allows.',
  })
  minimumQuantity: number;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'Net price of one piece in the currency of the market, at least 0; null takes the price from this quantity on away. Leaving it out is refused.',
  })
  unitPrice?: MoneyInput | null;
}

@InputType({ description: 'Prices to set, change and remove.' })
export class PricesSetInput {
  @Field(() => String, {
    description:
      'Chosen by the caller, 1 to 255 characters: the same key with the same input sets prices only once.',
  })
  idempotencyKey: string;

  @Field(() => BulkMode, {
    defaultValue: BulkMode.ALL_OR_NOTHING,
    description: 'What a mistake in one row means for the others.',
  })
  mode: BulkMode;

  @Field(() => [PriceRowInput], {
    description:
      'The prices, 1 to 5,000, each in a list of your regions that has not ended. Of two rows for the same list, SKU and quantity the later one is refused.',
  })
  rows: PriceRowInput[];
}

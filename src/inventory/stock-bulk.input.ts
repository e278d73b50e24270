import { Field, InputType, Int } from '@nestjs/graphql';
import { BulkMode } from '../platform/bulk/index.js';
import type { LevelsSetting } from './set-levels.js';

@InputType({ description: 'What was counted of a SKU at a location.' })
export class StockLevelRowInput {
  @Field(() => String, { description: 'Code of the stock location, such as RTM.' })
  locationCode: string;

  @Field(() => String, {
    description:
      'SKU of the variant; of two rows for the same SKU and location the later one is refused.',
  })
  sku: string;

  @Field(() => Int, {
    description: 'The pieces that were counted, allocated ones included; 0 to 100,000,000.',
  })
  onHand: number;

  @Field(() => String, {
    nullable: true,
    description: 'Why, where it is another reason than that of all rows; up to 500 characters.',
  })
  reason?: string | null;
}

@InputType({ description: 'The counts of many stock levels.' })
export class StockLevelsSetInput implements LevelsSetting {
  @Field(() => String, {
    description:
      'Chosen by the caller, 1 to 255 characters: the same key with the same input changes stock only once.',
  })
  idempotencyKey: string;

  @Field(() => BulkMode, {
    defaultValue: BulkMode.ALL_OR_NOTHING,
    description: 'What becomes of the good rows when others are wrong.',
  })
  mode: BulkMode;

  @Field(() => String, {
    description: 'Why the levels are set, such as "yearly count"; 1 to 500 characters.',
  })
  reason: string;

  @Field(() => [StockLevelRowInput], { description: 'The counts, 1 to 5,000.' })
  rows: StockLevelRowInput[];
}

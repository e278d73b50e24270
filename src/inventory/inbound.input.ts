import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateScalar } from '../platform/graphql/index.js';
import type { Announcement, InboundEdit, InboundUpdate } from './inbound.rules.js';

const EXPECTED =
  'The day of its arrival at the location, from today on to three years ahead (rules PAST and RANGE).';

@InputType({ description: 'Stock that is on its way to a location.' })
export class InboundStockAnnounceInput implements Announcement {
  @Field(() => String, {
    description:
      'Chosen by the caller, 1 to 255 characters: the same key with the same input announces only once.',
  })
  idempotencyKey: string;

  @Field(() => String, { description: 'Code of the stock location, such as RTM.' })
  locationCode: string;

  @Field(() => String, { description: 'SKU of the variant that comes.' })
  sku: string;

  @Field(() => Int, { description: 'How many pieces come, 1 to 1,000,000.' })
  quantity: number;

  @Field(() => DateScalar, { description: EXPECTED })
  expectedOn: string;
}

@InputType({ isAbstract: true })
class InboundEditFields implements InboundEdit {
  @Field(() => ID, { description: 'Id of what is on its way, from StockLevel.inbound.' })
  id: string;

  @Field(() => Int, {
    description:
      'InboundStock.version as you read it: when somebody changed or received some of it since, nothing happens.',
  })
  expectedVersion: number;
}

@InputType({ description: 'Changes of what is on its way; what is left out stays as it is.' })
export class InboundStockUpdateInput extends InboundEditFields implements InboundUpdate {
  @Field(() => Int, {
    nullable: true,
    description: 'How many pieces still come, 1 to 1,000,000.',
  })
  quantity?: number | null;

  @Field(() => DateScalar, { nullable: true, description: EXPECTED })
  expectedOn?: string | null;
}

@InputType({ description: 'What will not come after all.' })
export class InboundStockCancelInput extends InboundEditFields {}

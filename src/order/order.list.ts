import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { DateScalar, PageArgs } from '../platform/graphql/index.js';
import { HoldReason, OrderSort } from './order.enum.js';
import { OrderState } from './order.machine.js';

@InputType({ description: 'Which orders to list: those to which all that is given applies.' })
export class OrderFilter {
  @Field(() => [OrderState], { nullable: true, description: 'In any of these states.' })
  state?: OrderState[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only orders with an open hold. False: only orders without one.',
  })
  onHold?: boolean | null;

  @Field(() => HoldReason, {
    nullable: true,
    description: 'Only orders with an open hold for this reason.',
  })
  hold?: HoldReason | null;

  @Field(() => String, { nullable: true, description: 'Code of the market, such as DE.' })
  marketCode?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Only orders made on this day or later, in the time zone of their market.',
  })
  createdFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Only orders made before this day, in the time zone of their market.',
  })
  createdUntil?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'A part, in any case, of the number, the purchase order number, a SKU or the name of the end customer; at most 200 characters.',
  })
  text?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the reseller that buys.' })
  soldToId?: string | null;
}

@ArgsType()
export class OrdersArgs extends PageArgs {
  @Field(() => OrderFilter, { nullable: true, description: 'Which of them; all when absent.' })
  filter?: OrderFilter | null;

  @Field(() => OrderSort, { defaultValue: OrderSort.NEWEST, description: 'How they are sorted.' })
  orderBy: OrderSort;
}

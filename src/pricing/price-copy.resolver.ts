import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { CopyPriceList } from './copy-price-list.js';
import { PriceListCopyInput, PriceListScheduleInput } from './price-copy.input.js';
import {
  copyErrors,
  PriceListCopyPayload,
  PriceListSchedulePayload,
  scheduleErrors,
} from './price-copy.payload.js';
import { SchedulePriceList } from './schedule-price-list.js';

@Resolver()
export class PriceCopyResolver {
  constructor(
    private readonly copying: CopyPriceList,
    private readonly scheduling: SchedulePriceList,
  ) {}

  @Allow(Permission.PRICE_WRITE)
  @Mutation(() => PriceListCopyPayload, {
    name: 'priceListCopy',
    description:
      'Copies a price list with its prices, for another audience, period or market, each price times a rate and a factor and then rounded.',
  })
  async copy(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => PriceListCopyInput, description: 'What to copy, and how.' })
    input: PriceListCopyInput,
  ): Promise<PriceListCopyPayload> {
    const { value, problems } = await this.copying.run(ctx, input);
    const nothing = { priceList: null, copied: 0 };
    return { ...(value ?? nothing), userErrors: copyErrors.from(problems) };
  }

  @Allow(Permission.PRICE_WRITE)
  @Mutation(() => PriceListSchedulePayload, {
    name: 'priceListSchedule',
    description:
      'Has new prices begin at an instant: copies the list, with the same market, audience, priority and end, each price times a factor and then rounded, and ends the list where the copy begins. Until then pricesSet changes the new prices one by one.',
  })
  async schedule(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => PriceListScheduleInput, description: 'Which list, and when.' })
    input: PriceListScheduleInput,
  ): Promise<PriceListSchedulePayload> {
    const { value, problems } = await this.scheduling.run(ctx, input);
    const nothing = { priceList: null, ended: null, copied: 0 };
    return { ...(value ?? nothing), userErrors: scheduleErrors.from(problems) };
  }
}

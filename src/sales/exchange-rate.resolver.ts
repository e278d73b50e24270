import { Args, Info, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { requirePage, type CurrencyCode as Code } from '../kernel/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import {
  CurrencyCode,
  DateScalar,
  PAGE_SIZES,
  PageArgs,
  wantsTotalCount,
} from '../platform/graphql/index.js';
import { ExchangeRateRemoveInput, ExchangeRateSetInput } from './exchange-rate.input.js';
import {
  exchangeRateRemoveErrors,
  ExchangeRateRemovePayload,
  exchangeRateSetErrors,
  ExchangeRateSetPayload,
} from './exchange-rate.payload.js';
import { ExchangeRateService } from './exchange-rate.service.js';
import {
  CurrencyConversion,
  ExchangeRate,
  ExchangeRateConnection,
  ExchangeRateFilter,
} from './exchange-rate.type.js';
import { RemoveExchangeRate } from './remove-exchange-rate.js';
import { SetExchangeRate } from './set-exchange-rate.js';

@Resolver(() => ExchangeRate)
export class ExchangeRateResolver {
  constructor(
    private readonly rates: ExchangeRateService,
    private readonly setRate: SetExchangeRate,
    private readonly removeRate: RemoveExchangeRate,
  ) {}

  @Allow(Permission.SALES_READ)
  @Query(() => ExchangeRateConnection, {
    description: 'The rates by which sales are reported in one currency, the latest day first.',
  })
  exchangeRates(
    @Ctx() ctx: RequestContext,
    @Args() args: PageArgs,
    @Args('filter', {
      type: () => ExchangeRateFilter,
      nullable: true,
      description: 'Which rates to list; all when absent.',
    })
    filter: ExchangeRateFilter | null | undefined,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ExchangeRateConnection> {
    const plan = requirePage(args, { ...PAGE_SIZES, keys: ['date', 'text'] });
    return this.rates.page(ctx, filter ?? {}, { plan, count: wantsTotalCount(info) });
  }

  @Allow(Permission.SALES_READ)
  @Query(() => CurrencyConversion, {
    description:
      'What a unit of one currency is worth in another on a day: through the euro, by the rate of the day or the last before it. Refused with RATE_MISSING where there is none.',
  })
  currencyConversion(
    @Ctx() ctx: RequestContext,
    @Args('from', { type: () => CurrencyCode, description: 'The currency to convert.' }) from: Code,
    @Args('to', { type: () => CurrencyCode, description: 'The currency to convert into.' })
    to: Code,
    @Args('day', {
      type: () => DateScalar,
      description: 'The day whose rates are taken; where it has none, the last before it.',
    })
    day: string,
  ): Promise<CurrencyConversion> {
    return this.rates.conversion(ctx, { from, to, day });
  }

  @Allow(Permission.RATE_WRITE)
  @Mutation(() => ExchangeRateSetPayload, {
    description:
      'Enters what one euro is worth in a currency that the European Central Bank does not publish, or corrects it. Only for staff who look after all regions.',
  })
  async exchangeRateSet(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ExchangeRateSetInput, description: 'The rate.' })
    input: ExchangeRateSetInput,
  ): Promise<ExchangeRateSetPayload> {
    const { value, problems } = await this.setRate.run(ctx, input);
    return { exchangeRate: value, userErrors: exchangeRateSetErrors.from(problems) };
  }

  @Allow(Permission.RATE_WRITE)
  @Mutation(() => ExchangeRateRemovePayload, {
    description:
      'Removes a rate that a person had entered; its day then takes the last before it. Only for staff who look after all regions.',
  })
  async exchangeRateRemove(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => ExchangeRateRemoveInput, description: 'Which rate.' })
    input: ExchangeRateRemoveInput,
  ): Promise<ExchangeRateRemovePayload> {
    const { value, problems } = await this.removeRate.run(ctx, input);
    return { exchangeRate: value, userErrors: exchangeRateRemoveErrors.from(problems) };
  }
}

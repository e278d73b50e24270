import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CurrencyCode as Currency } from '../kernel/index.js';
import { CurrencyCode, DateScalar, DecimalScalar } from '../platform/graphql/index.js';
import { MarketState } from './market.machine.js';

registerEnumType(MarketState, {
  name: 'MarketState',
  description: 'How far we are with selling in a market.',
  valuesMap: {
    PLANNED: { description: 'We mean to sell there; nothing is prepared yet. Only staff see it.' },
    PREPARING: {
      description: 'Prices, stock and certificates are being prepared. Only staff see it.',
    },
    READY: { description: 'Everything is prepared; it waits to be opened. Only staff see it.' },
    OPEN: { description: 'Resellers can order.' },
    PAUSED: { description: 'No new orders for the time being; confirmed ones still ship.' },
    WIND_DOWN: { description: 'No new orders any more; existing backorders are still served.' },
    CLOSED: { description: 'We no longer sell there. Only staff see it.' },
  },
});

@ObjectType({ description: 'A group of markets that is managed and reported together.' })
export class Region {
  @Field(() => ID, { description: 'Id of the region.' })
  id: string;

  @Field(() => String, { description: 'Short code, such as EMEA.' })
  code: string;

  @Field(() => String, { description: 'Name of the region, in English.' })
  name: string;

  @Field(() => Int, { description: 'Raised by each change: the `expectedVersion` of the next.' })
  version: number;
}

@ObjectType({
  description: 'A country in which we sell, with its one currency, its calendar and its sales tax.',
})
export class Market {
  @Field(() => ID, { description: 'Id of the market, as audit records name it.' })
  id: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 country code, such as DE.' })
  code: string;

  @Field(() => String, { description: 'Name of the country, in English.' })
  name: string;

  @Field(() => CurrencyCode, { description: 'The currency of every price and order there.' })
  currencyCode: Currency;

  @Field(() => String, {
    description:
      'BCP 47 tag of the language in which product texts are shown there, such as de-DE; English where there is none.',
  })
  defaultLocale: string;

  @Field(() => String, {
    description: 'IANA time zone; all dates of the market are days in it, such as Europe/Berlin.',
  })
  timeZone: string;

  @Field(() => DateScalar, { description: 'The day that it is there now.' })
  today: string;

  @Field(() => String, { description: 'What the sales tax is called there, such as VAT or GST.' })
  taxName: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      'Standard sales tax on the net amount in percent, as it is today; null when none is known, and nothing can be ordered.',
  })
  taxRate: string | null;

  @Field(() => MarketState, { description: 'How far we are with selling there.' })
  state: MarketState;

  @Field(() => String, {
    nullable: true,
    description: 'Why it is PAUSED, for resellers to read; null in every other state.',
  })
  pausedReason: string | null;

  @Field(() => Int, {
    description: 'Raised by each change of the market itself: the `expectedVersion` of the next.',
  })
  version: number;

  @Field(() => Region, {
    nullable: true,
    description: 'The region to which it belongs today; null when it belongs to none.',
  })
  region: Region | null;
}

import { Field, ID, InputType, Int } from '@nestjs/graphql';
import type { CurrencyCode as Currency } from '../kernel/index.js';
import { CurrencyCode, DateScalar, DecimalScalar } from '../platform/graphql/index.js';
import type { MarketDraft, MarketNames } from './market.rules.js';

const EXPECTED_VERSION =
  'The version of the market that the change is based on; CONFLICT when it is not the latest.';
const CODE = 'ISO 3166-1 alpha-2 code of the market, such as DE.';
const NAME = 'Name of the country, in English, 1 to 100 characters.';
const LOCALE = 'BCP 47 tag of the language of product texts there, such as de-CH.';
const TIME_ZONE =
  'IANA time zone such as Europe/Berlin: all dates of the market are days in it. For a country with several, the one of your business there.';
const TAX_NAME = 'What the sales tax is called there, such as VAT; 1 to 40 characters.';

@InputType({ description: 'A market to be: it starts PLANNED.' })
export class MarketCreateInput implements MarketDraft {
  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the country, such as CH.' })
  code: string;

  @Field(() => String, { description: NAME })
  name: string;

  @Field(() => CurrencyCode, { description: 'The currency of every price and order there.' })
  currencyCode: Currency;

  @Field(() => String, { description: LOCALE })
  defaultLocale: string;

  @Field(() => String, { description: TIME_ZONE })
  timeZone: string;

  @Field(() => String, { description: TAX_NAME })
  taxName: string;

  @Field(() => DecimalScalar, {
    description:
      'Standard sales tax in percent of the net amount: 0 or more, below 100, at most 4 decimal places.',
  })
  taxRate: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day of the rate; today in the market when absent.',
  })
  taxRateFrom?: string | null;

  @Field(() => ID, { description: 'The region to which it belongs, one of yours.' })
  regionId: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first day on which it belongs there; today in the market when absent. Only staff of all regions may give a later day.',
  })
  regionFrom?: string | null;
}

@InputType({
  description: 'What changes about a market. A field that is left out stays as it is.',
})
export class MarketUpdateInput implements MarketNames {
  @Field(() => String, { description: CODE })
  marketCode: string;

  @Field(() => Int, { description: EXPECTED_VERSION })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: `${NAME} Null is refused.` })
  name?: string | null;

  @Field(() => CurrencyCode, {
    nullable: true,
    description:
      'The currency of every price and order there: refused once the market has price lists, special bids or orders. Null is refused.',
  })
  currencyCode?: Currency | null;

  @Field(() => String, { nullable: true, description: `${LOCALE} Null is refused.` })
  defaultLocale?: string | null;

  @Field(() => String, { nullable: true, description: `${TIME_ZONE} Null is refused.` })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: `${TAX_NAME} Null is refused.` })
  taxName?: string | null;
}

@InputType({ isAbstract: true })
export abstract class MarketStepInput {
  @Field(() => String, { description: CODE })
  marketCode: string;

  @Field(() => Int, { description: EXPECTED_VERSION })
  expectedVersion: number;
}

@InputType({ description: 'Which market to prepare, from PLANNED or CLOSED.' })
export class MarketPrepareInput extends MarketStepInput {}

@InputType({ description: 'Which market is ready, from PREPARING.' })
export class MarketMarkReadyInput extends MarketStepInput {}

@InputType({ description: 'Which market to open, from READY.' })
export class MarketOpenInput extends MarketStepInput {}

@InputType({ description: 'Which market to pause, from OPEN, and why.' })
export class MarketPauseInput extends MarketStepInput {
  @Field(() => String, {
    description: 'Why, for resellers to read; 1 to 500 characters.',
  })
  reason: string;
}

@InputType({ description: 'Which market to resume, from PAUSED.' })
export class MarketResumeInput extends MarketStepInput {}

@InputType({ description: 'Which market to wind down, from OPEN or PAUSED.' })
export class MarketWindDownInput extends MarketStepInput {}

@InputType({ description: 'Which market to close, from WIND_DOWN.' })
export class MarketCloseInput extends MarketStepInput {}

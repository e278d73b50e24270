import { Field, InputType, Int } from '@nestjs/graphql';
import type { LocationCreation, LocationUpdate, Serving } from './stock-location.rules.js';

const CODE = 'Code of the stock location, such as RTM.';
const VERSION =
  'StockLocation.version as you read it: when somebody changed the location since, nothing happens.';
const MARKET = 'ISO 3166-1 alpha-2 code of a market of your regions, such as DE.';

@InputType({ description: 'A new stock location. It serves no market until stockLocationServe.' })
export class StockLocationCreateInput implements LocationCreation {
  @Field(() => String, {
    description:
      'Its code for good: 2 to 20 capital letters, digits and hyphens, such as RTM-2. ALREADY_EXISTS when taken.',
  })
  code: string;

  @Field(() => String, { description: 'Its name, 1 to 200 characters.' })
  name: string;

  @Field(() => String, {
    description:
      'ISO 3166-1 alpha-2 code of the country in which it is, such as NL; need not be a market.',
  })
  countryCode: string;
}

@InputType({ isAbstract: true })
class LocationEditFields {
  @Field(() => String, { description: CODE })
  code: string;

  @Field(() => Int, { description: VERSION })
  expectedVersion: number;
}

@InputType({ description: 'Changes of a stock location; what is left out stays as it is.' })
export class StockLocationUpdateInput extends LocationEditFields implements LocationUpdate {
  @Field(() => String, { nullable: true, description: 'Its new name, 1 to 200 characters.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 code of the country in which it is, such as NL.',
  })
  countryCode?: string | null;
}

@InputType({ description: 'That a location serves a market, or how it does.' })
export class StockLocationServeInput extends LocationEditFields implements Serving {
  @Field(() => String, { description: MARKET })
  marketCode: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Locations with a smaller one are asked first, 0 to 10,000; needed for a market that it does not serve yet.',
  })
  preference?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Days from allocation to arrival in the market, 0 to 365; needed for a market that it does not serve yet.',
  })
  leadDays?: number | null;
}

@InputType({ description: 'That a location serves a market no longer.' })
export class StockLocationStopServingInput extends LocationEditFields {
  @Field(() => String, { description: MARKET })
  marketCode: string;
}

@InputType({ description: 'Which stock location to delete.' })
export class StockLocationDeleteInput extends LocationEditFields {}

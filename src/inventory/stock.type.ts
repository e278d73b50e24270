import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection, DateScalar } from '../platform/graphql/index.js';

@ObjectType({
  description:
    'What a market can still promise of a SKU, over all locations that serve it, and when more comes.',
})
export class Availability {
  /** Not a field: whoever shows it knows the variant. */
  variantId: string;

  @Field(() => Int, {
    description: 'Pieces on hand that are not allocated to an order, as they are now.',
  })
  available: number;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The next day, from the market's today on, on which more is expected at a location that serves it; null when nothing is on its way.",
  })
  nextInboundOn: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Pieces expected on that day, of which older backorders are served first.',
  })
  nextInboundQuantity: number | null;
}

@ObjectType({ description: 'A market that a stock location serves.' })
export class StockLocationMarket {
  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market, such as DE.' })
  marketCode: string;

  @Field(() => Int, {
    description: 'Locations with a smaller preference are asked first when an order is allocated.',
  })
  preference: number;

  @Field(() => Int, { description: 'Days from allocation to arrival in the market.' })
  leadDays: number;
}

@ObjectType({ description: 'A place that holds stock.' })
export class StockLocation {
  @Field(() => ID, { description: 'Id of the location.' })
  id: string;

  @Field(() => String, { description: 'Short code, such as RTM; mutations name a location by it.' })
  code: string;

  @Field(() => String, { description: 'Name of the location.' })
  name: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the country in which it is.' })
  countryCode: string;

  @Field(() => Int, {
    description: 'Goes up with each change of the location and of what it serves.',
  })
  version: number;

  @Field(() => [StockLocationMarket], {
    description: 'The markets that it serves, by code; for staff of some regions, those of them.',
  })
  markets: StockLocationMarket[];

  @Field(() => Boolean, {
    description:
      'Whether it also serves markets outside the regions of the caller: its stock is then shared with them.',
  })
  servesOtherRegions: boolean;
}

@ObjectType({
  description:
    'What lies at a stock location, over all SKUs. No sum shows more than 2,147,483,647.',
})
export class StockLocationTotals {
  @Field(() => Int, { description: 'How many SKUs it has pieces of.' })
  skus: number;

  @Field(() => Int, { description: 'Pieces in the location.' })
  onHand: number;

  @Field(() => Int, { description: 'Pieces on hand that are promised to orders.' })
  allocated: number;

  @Field(() => Int, { description: 'Pieces that can still be promised.' })
  available: number;

  @Field(() => Int, { description: 'Pieces on their way to it.' })
  inbound: number;
}

@ObjectType({ description: 'Stock on its way to a location.' })
export class InboundStock {
  @Field(() => ID, { description: 'Id; stockReceive takes it when the stock has come.' })
  id: string;

  @Field(() => Int, { description: 'Pieces that have not come yet.' })
  quantity: number;

  @Field(() => DateScalar, { description: 'The day on which it is expected at the location.' })
  expectedOn: string;

  @Field(() => Int, {
    description: 'Goes up with each change, also when a part of it is received.',
  })
  version: number;
}

@ObjectType({ description: 'What is there of a SKU at a location.' })
export class StockLevel {
  @Field(() => ID, { description: 'Id of the level; its audit records carry it.' })
  id: string;

  variantId: string;

  @Field(() => String, { description: 'SKU of the variant that lies there.' })
  sku: string;

  @Field(() => StockLocation, { description: 'Where it lies.' })
  location: StockLocation;

  @Field(() => Int, { description: 'Pieces in the location.' })
  onHand: number;

  @Field(() => Int, { description: 'Pieces on hand that are promised to orders.' })
  allocated: number;

  @Field(() => Int, { description: 'Pieces that can still be promised: on hand less allocated.' })
  available: number;

  @Field(() => [InboundStock], { description: 'What is on its way to the level, by expected day.' })
  inbound: InboundStock[];
}

@ObjectType({ description: 'Stock levels by SKU and location code.' })
export class StockLevelConnection extends Connection(StockLevel, 'StockLevel') {}

import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors } from '../platform/graphql/index.js';
import { StockLocation } from './stock.type.js';

const NOT_FOUND =
  'There is no such stock location, or it serves only markets outside your regions.';
const OTHER_REGIONS =
  'A value breaks its rule; OTHER_REGIONS: it also serves markets outside yours.';

export const createErrors = mutationErrors('stockLocationCreate', [
  'REQUIRED',
  'INVALID_VALUE',
  'ALREADY_EXISTS',
]);
export const updateErrors = mutationErrors(
  'stockLocationUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND, INVALID_VALUE: OTHER_REGIONS },
);
export const serveErrors = mutationErrors(
  'stockLocationServe',
  ['REQUIRED', 'INVALID_VALUE', 'UNKNOWN_MARKET', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND },
);
export const stopServingErrors = mutationErrors(
  'stockLocationStopServing',
  ['UNKNOWN_MARKET', 'NOT_FOUND', 'CONFLICT'],
  { NOT_FOUND },
);
export const deleteErrors = mutationErrors(
  'stockLocationDelete',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  {
    NOT_FOUND,
    INVALID_VALUE:
      'IN_USE: stock was moved there, or is on its way to it; OTHER_REGIONS: it also serves markets outside yours.',
  },
);

@ObjectType({ isAbstract: true })
export abstract class StockLocationPayload {
  @Field(() => StockLocation, {
    nullable: true,
    description: 'The location as it is now; null when there are userErrors.',
  })
  stockLocation: StockLocation | null;
}

@ObjectType({ description: 'What came of stockLocationCreate.' })
export class StockLocationCreatePayload extends StockLocationPayload {
  @Field(() => [createErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof createErrors.from>;
}

@ObjectType({ description: 'What came of stockLocationUpdate.' })
export class StockLocationUpdatePayload extends StockLocationPayload {
  @Field(() => [updateErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof updateErrors.from>;
}

@ObjectType({ description: 'What came of stockLocationServe.' })
export class StockLocationServePayload extends StockLocationPayload {
  @Field(() => [serveErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof serveErrors.from>;
}

@ObjectType({ description: 'What came of stockLocationStopServing.' })
export class StockLocationStopServingPayload extends StockLocationPayload {
  @Field(() => [stopServingErrors.type], {
    description: 'Everything that is wrong with the input.',
  })
  userErrors: ReturnType<typeof stopServingErrors.from>;
}

@ObjectType({
  description: 'What came of stockLocationDelete: stockLocation is the location as it was.',
})
export class StockLocationDeletePayload extends StockLocationPayload {
  @Field(() => [deleteErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof deleteErrors.from>;
}

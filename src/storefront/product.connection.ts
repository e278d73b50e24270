import { Field, ObjectType } from '@nestjs/graphql';
import { Product } from '../catalog/index.js';
import { Connection } from '../platform/graphql/index.js';
import { ProductFacets } from './product-facets.type.js';

@ObjectType({ description: 'Products, page by page.' })
export class ProductConnection extends Connection(Product, 'Product') {
  @Field(() => ProductFacets, {
    description:
      'How many products of the whole list there are by category, brand, stage and spec, and what they cost: what a list can be narrowed down by. Counted only when asked for.',
  })
  readonly facets?: ProductFacets;
}

import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import { ProductCategory, ProductOrder } from '../catalog/index.js';

registerEnumType(ProductOrder, {
  name: 'ProductOrder',
  description: 'How a list of products is sorted.',
  valuesMap: {
    NAME: { description: 'By the English name, from A on.' },
    NEWEST: { description: 'By the day of the launch, the newest first.' },
  },
});

@InputType({ description: 'Which products a list holds; conditions are joined by "and".' })
export class ProductFilter {
  @Field(() => ProductCategory, { nullable: true, description: 'Only products of this category.' })
  category?: ProductCategory | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only products of this brand, as it is written in Product.brand.',
  })
  brand?: string | null;
}

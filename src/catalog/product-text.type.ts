import { Field, ObjectType } from '@nestjs/graphql';

@ObjectType({ description: 'Name and description of a product in one language.' })
export class ProductText {
  @Field(() => String, { description: 'BCP 47 tag of the language, such as "de" or "de-CH".' })
  locale: string;

  @Field(() => String, { description: 'What the product is called in the language.' })
  name: string;

  @Field(() => String, { description: 'The description, as plain text; empty when there is none.' })
  description: string;
}

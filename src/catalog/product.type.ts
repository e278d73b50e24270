import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateScalar, DecimalScalar } from '../platform/graphql/index.js';
import { Listing } from './listing.type.js';
import { ProductCategory, SpecType } from './product.rules.js';
import { TechnologyAvailability } from './technology.type.js';

registerEnumType(ProductCategory, {
  name: 'ProductCategory',
  description: 'What kind of thing a product is.',
  valuesMap: {
    LAPTOP: { description: 'A computer with a fixed keyboard.' },
    TABLET: { description: 'A tablet, also one with a detachable keyboard.' },
    SMART_SPEAKER: { description: 'A loudspeaker with a voice assistant.' },
    SMARTPHONE: { description: 'A telephone that runs apps.' },
    ACCESSORY: { description: 'Something that goes with a device, such as a pen or a cover.' },
  },
});

registerEnumType(SpecType, {
  name: 'SpecType',
  description: 'What kind of value a spec has, and so which of its value fields is filled.',
  valuesMap: {
    NUMBER: { description: 'A number, in numberValue, counted in the unit.' },
    TEXT: { description: 'Free text, in textValue.' },
    BOOLEAN: { description: 'Yes or no, in booleanValue.' },
    ENUM: { description: 'One of a fixed set of texts, in textValue.' },
  },
});

@ObjectType({ description: 'One property of a variant, with a typed value.' })
export class Spec {
  @Field(() => String, { description: 'Stable code of the property, such as MEMORY.' })
  code: string;

  @Field(() => String, { description: 'Name of the property, in English.' })
  name: string;

  @Field(() => SpecType, { description: 'Which of the value fields is filled.' })
  type: SpecType;

  @Field(() => String, {
    nullable: true,
    description: 'Unit of the number, such as GB or in; null for what has no unit.',
  })
  unit: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The value of a NUMBER, else null.' })
  numberValue: string | null;

  @Field(() => String, { nullable: true, description: 'The value of a TEXT or ENUM, else null.' })
  textValue: string | null;

  @Field(() => Boolean, { nullable: true, description: 'The value of a BOOLEAN, else null.' })
  booleanValue: boolean | null;
}

@ObjectType({ description: 'Proof that a product may be sold in a market.' })
export class Certificate {
  @Field(() => ID, { description: 'Id of the certificate.' })
  id: string;

  @Field(() => ID, { description: 'Id of the product that is certified.' })
  productId: string;

  @Field(() => Int, {
    description: 'Raised by every change of the certificate; what edits must name to be made.',
  })
  version: number;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => String, { description: 'The scheme, such as CE, UKCA, BIS_CRS or FCC.' })
  scheme: string;

  @Field(() => String, { description: 'Its number under the scheme.' })
  number: string;

  @Field(() => DateScalar, { description: 'The first day on which it holds.' })
  validFrom: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it no longer holds; null when it does not end.',
  })
  validUntil: string | null;
}

@ObjectType({ description: 'What is ordered: one configuration of a product.' })
export class Variant {
  @Field(() => ID, { description: 'Id of the variant.' })
  id: string;

  @Field(() => String, { description: 'Stock keeping unit: what orders name.' })
  sku: string;

  @Field(() => String, { description: 'Manufacturer part number.' })
  mpn: string;

  @Field(() => String, { description: 'GTIN (GS1) of 8, 12, 13 or 14 digits.' })
  gtin: string;

  @Field(() => Int, {
    description: 'Its place among the configurations of the product: lower ones come first.',
  })
  position: number;

  @Field(() => Int, {
    description: 'Raised by every change of it: what changes ask for as expectedVersion.',
  })
  version: number;

  @Field(() => [Spec], { description: 'Its properties, in their order of display.' })
  specs: Spec[];

  @Field(() => Listing, {
    nullable: true,
    description:
      'How it is offered in the market asked for; null without a market, or when it is not offered there.',
  })
  listing: Listing | null;

  @Field(() => Product, { description: 'The product of which it is a configuration.' })
  product: Readonly<Product>;

  /** The market for which it was asked: what is added to a variant by others is added for that market. */
  marketCode: string | null;
}

@ObjectType({ description: 'A device model or an accessory, with its configurations.' })
export class Product {
  @Field(() => ID, { description: 'Id of the product.' })
  id: string;

  @Field(() => String, { description: 'Its name in addresses, such as mi-notebook-air-13.' })
  handle: string;

  @Field(() => ProductCategory, { description: 'What kind of thing it is.' })
  category: ProductCategory;

  @Field(() => String, { description: 'The brand that it carries.' })
  brand: string;

  @Field(() => DateScalar, { description: 'When it was first put on sale anywhere.' })
  launchedOn: string;

  @Field(() => Int, {
    description:
      'Raised by every change of it or its texts, not of its variants: what changes ask for as expectedVersion.',
  })
  version: number;

  @Field(() => String, {
    nullable: true,
    description:
      'BCP 47 tag of the language of name and description: the one of the market asked for, else English, else any; null when it has no texts yet.',
  })
  locale: string | null;

  @Field(() => String, { description: 'Its name; its handle while it has no texts.' })
  name: string;

  @Field(() => String, { description: 'Its description, as plain text; empty when there is none.' })
  description: string;

  @Field(() => [Variant], { description: 'Its configurations, in their order of display.' })
  variants: Variant[];

  @Field(() => [Certificate], {
    description:
      'Its certificates for the market asked for, newest first; for all public markets when none was.',
  })
  certificates: Certificate[];

  @Field(() => [TechnologyAvailability], {
    description:
      'Which Microsoft technologies work on it in the market asked for; in all public markets when none was.',
  })
  technologies: TechnologyAvailability[];
}

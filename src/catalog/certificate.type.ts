import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Connection, DateScalar } from '../platform/graphql/index.js';
import { ProductCategory } from './product.rules.js';
import { Certificate } from './product.type.js';

@ObjectType({
  description: 'The schemes under which a market asks products of a category to be certified.',
})
export class RequiredCertificates {
  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => ProductCategory, { description: 'The category of products of which it asks them.' })
  category: ProductCategory;

  @Field(() => [String], { description: 'The schemes, by code; empty when it asks for none.' })
  schemes: string[];
}

@ObjectType({
  description:
    'A certificate that ends, or has ended, with no other of its scheme that holds longer.',
})
export class ExpiringCertificate {
  @Field(() => Certificate, { description: 'What ends, as it was issued.' })
  certificate: Certificate;

  @Field(() => String, { description: 'Handle of the product that is certified.' })
  productHandle: string;

  @Field(() => DateScalar, { description: 'The first day on which it no longer holds.' })
  endsOn: string;

  @Field(() => Int, {
    description:
      'How many days it still holds, counted in the market; 0 or less when it has ended.',
  })
  daysLeft: number;

  @Field(() => Boolean, {
    description:
      'Whether the market asks for its scheme, so that orders of the product end with it.',
  })
  required: boolean;

  @Field(() => Int, {
    description: 'How many listings of the product there are in the market, whatever their stage.',
  })
  listings: number;
}

@ObjectType('ExpiringCertificateConnection', {
  description: 'Certificates that end soon, page by page, what ends first comes first.',
})
export class ExpiringCertificateConnection extends Connection(
  ExpiringCertificate,
  'ExpiringCertificate',
) {}

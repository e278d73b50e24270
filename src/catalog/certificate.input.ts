import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateScalar, PageArgs } from '../platform/graphql/index.js';
import type { NewCertificate } from './create-certificate.js';
import { ProductCategory } from './product.rules.js';
import type { DemandChange } from './set-required-certificates.js';
import type { CertificateChange } from './update-certificate.js';

const VERSION = 'The version that you have read; another one by now is a CONFLICT.';

@InputType({ description: 'A certificate of a product in a market.' })
export class CertificateCreateInput implements NewCertificate {
  @Field(() => ID, { description: 'Id of the product.' })
  productId: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => String, {
    description:
      'The scheme, such as CE, UKCA, BIS_CRS or FCC: 2 to 30 letters, digits and underscores.',
  })
  scheme: string;

  @Field(() => String, { description: 'Its number under the scheme; 1 to 100 characters.' })
  number: string;

  @Field(() => DateScalar, { description: 'The first day on which it holds.' })
  validFrom: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it no longer holds; null when it does not end.',
  })
  validUntil?: string | null;
}

@InputType({ description: 'A correction of a certificate. What is left out stays as it is.' })
export class CertificateUpdateInput implements CertificateChange {
  @Field(() => ID, { description: 'Id of the certificate.' })
  id: string;

  @Field(() => Int, { description: VERSION })
  expectedVersion: number;

  @Field(() => String, {
    nullable: true,
    description: 'Its number under the scheme; 1 to 100 characters. It cannot be taken away.',
  })
  number?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it holds. It cannot be taken away.',
  })
  validFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it no longer holds; null when it does not end.',
  })
  validUntil?: string | null;
}

@InputType({ description: 'A certificate that was noted by mistake.' })
export class CertificateDeleteInput {
  @Field(() => ID, { description: 'Id of the certificate.' })
  id: string;

  @Field(() => Int, { description: VERSION })
  expectedVersion: number;
}

@InputType({ description: 'Which schemes a market begins or ceases to ask of a category.' })
export class RequiredCertificateSetInput implements DemandChange {
  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => ProductCategory, { description: 'The category of products.' })
  category: ProductCategory;

  @Field(() => [String], {
    nullable: true,
    description:
      'Schemes that it asks for from now on, such as CE; one that it asks for already stays. At most 30.',
  })
  add?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Schemes that it no longer asks for; one that it does not ask for is no mistake. At most 30.',
  })
  remove?: string[] | null;
}

@ArgsType()
export class CertificatesExpiringArgs extends PageArgs {
  @Field(() => Int, {
    defaultValue: 90,
    description:
      'How many days to look ahead, 0 to 3650, counted in each market. What has ended already comes too.',
  })
  withinDays: number;

  @Field(() => String, { nullable: true, description: 'Only of the market of this code.' })
  marketCode?: string | null;
}

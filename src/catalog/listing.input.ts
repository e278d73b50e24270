import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateScalar } from '../platform/graphql/index.js';
import type { ListingChange } from './update-listing.js';
import type { NewListing } from './create-listing.js';
import { ListingStage } from './offer.rules.js';

const NONE = 'null means that there is none';

@InputType({ isAbstract: true })
class ListingTermFields {
  @Field(() => DateScalar, {
    nullable: true,
    description: `The first day on which it can be ordered ahead of its sale; before onSaleFrom. ${NONE}.`,
  })
  preorderFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The day from which its end of sale is announced; after onSaleFrom. null means that it is not announced.',
  })
  lastTimeBuyFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: `The first day on which it is no longer sold; after onSaleFrom and lastTimeBuyFrom. ${NONE}.`,
  })
  endOfSaleOn?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: `The first day on which it is no longer serviced; not before endOfSaleOn, which it needs. ${NONE}.`,
  })
  endOfServiceOn?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The least pieces in an order, 1 to 1,000,000; 1 for a new listing that says none.',
  })
  minimumQuantity?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The most pieces in an order, from minimumQuantity to 1,000,000; null means that there is no such limit.',
  })
  maximumQuantity?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'An order takes a multiple of this many pieces; 1 for a new listing that says none. A multiple must lie between minimumQuantity and maximumQuantity.',
  })
  quantityIncrement?: number | null;
}

@InputType({ description: 'A variant to offer in a market. All dates are days in its calendar.' })
export class ListingCreateInput extends ListingTermFields implements NewListing {
  @Field(() => String, { description: 'SKU of the variant.' })
  sku: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => DateScalar, { description: 'The first day of its sale.' })
  onSaleFrom: string;
}

const VERSION = 'The version that you have read; another one by now is a CONFLICT.';

@InputType({
  description:
    'New dates and a new quantity rule. What is left out stays as it is. Any date may be moved, also one that has passed.',
})
export class ListingUpdateInput extends ListingTermFields implements ListingChange {
  @Field(() => ID, { description: 'Id of the listing.' })
  id: string;

  @Field(() => Int, { description: VERSION })
  expectedVersion: number;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day of its sale; it cannot be taken away.',
  })
  onSaleFrom?: string | null;
}

@InputType({ isAbstract: true })
class ListingTargetFields {
  @Field(() => ID, { description: 'Id of the listing.' })
  id: string;

  @Field(() => Int, { description: VERSION })
  expectedVersion: number;
}

@InputType({ description: 'A listing whose orders are to stop for a time.' })
export class ListingPauseInput extends ListingTargetFields {
  @Field(() => String, {
    description:
      'Why, for resellers to read, such as "A battery is checked."; 1 to 500 characters. It replaces the reason of one that is paused already.',
  })
  reason: string;
}

@InputType({ description: 'A paused listing whose orders may begin again.' })
export class ListingResumeInput extends ListingTargetFields {}

@InputType({ description: 'A listing that was a mistake: one that was never ordered.' })
export class ListingDeleteInput extends ListingTargetFields {}

@InputType({ description: 'Which listings: those to which all that is given applies.' })
export class ListingFilter {
  @Field(() => String, { nullable: true, description: 'Of the market of this code.' })
  marketCode?: string | null;

  @Field(() => String, { nullable: true, description: 'Of this SKU, in any case.' })
  sku?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of the variants of the product of this id.' })
  productId?: string | null;

  @Field(() => ListingStage, { nullable: true, description: 'At this stage today.' })
  stage?: ListingStage | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only paused ones. False: only ones that are not paused.',
  })
  paused?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: only those that nobody can buy although their dates allow it, see Listing.blockers. False: only the others.',
  })
  blocked?: boolean | null;
}

import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateScalar } from '../platform/graphql/index.js';
import { CertificateState, ListingObstacleCode, ListingStage } from './offer.rules.js';

registerEnumType(ListingStage, {
  name: 'ListingStage',
  description: 'Where a listing stands today; it follows from its dates in the market’s calendar.',
  valuesMap: {
    PLANNED: { description: 'Announced; it cannot be ordered yet.' },
    PREORDER: { description: 'It can be ordered, as a backorder that ships when sale begins.' },
    ON_SALE: { description: 'It can be ordered.' },
    LAST_TIME_BUY: { description: 'It can be ordered for the last time, until its end of sale.' },
    END_OF_SALE: { description: 'It is no longer sold, but serviced.' },
    END_OF_SERVICE: { description: 'It is neither sold nor serviced any more.' },
  },
});

registerEnumType(CertificateState, {
  name: 'CertificateState',
  description: 'Whether a product has all certificates that a market asks for.',
  valuesMap: {
    VALID: {
      description: 'Every certificate that is asked for holds today, or none is asked for.',
    },
    MISSING: { description: 'There is none yet under one of the schemes that are asked for.' },
    EXPIRED: { description: 'The last one under one of the schemes that are asked for has ended.' },
  },
});

registerEnumType(ListingObstacleCode, {
  name: 'ListingObstacleCode',
  description:
    'What keeps a listing from being ordered, whoever asks; an order gets the same codes.',
  valuesMap: {
    MARKET_NOT_OPEN: { description: 'The market takes no orders now.' },
    LISTING_NOT_ORDERABLE: { description: 'Its stage does not allow it, or it is paused.' },
    CERTIFICATE_MISSING: { description: 'A certificate that the market asks for is missing.' },
    CERTIFICATE_EXPIRED: { description: 'A certificate that the market asks for has ended.' },
  },
});

@ObjectType({ description: 'One reason why a listing cannot be ordered today.' })
export class ListingObstacle {
  @Field(() => ListingObstacleCode, { description: 'The reason, for programs.' })
  code: ListingObstacleCode;

  @Field(() => String, { description: 'The reason, for people, in English.' })
  message: string;
}

@ObjectType({
  description: 'A variant offered in a market. All dates are days in the market’s calendar.',
})
export class Listing {
  @Field(() => ID, { description: 'Id of the listing.' })
  id: string;

  @Field(() => String, { description: 'SKU of the variant that is offered.' })
  sku: string;

  @Field(() => ID, { description: 'Id of the product of which the variant is a configuration.' })
  productId: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => Int, {
    description: 'Raised by every change of the listing itself; what edits must name to be made.',
  })
  version: number;

  @Field(() => ListingStage, { description: 'Where it stands today.' })
  stage: ListingStage;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it can be ordered ahead of its sale; null when it cannot.',
  })
  preorderFrom: string | null;

  @Field(() => DateScalar, { description: 'The first day of its sale.' })
  onSaleFrom: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day from which its end of sale is announced; null while none is.',
  })
  lastTimeBuyFrom: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it is no longer sold; null while none is set.',
  })
  endOfSaleOn: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it is no longer serviced; null while none is set.',
  })
  endOfServiceOn: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day from which a planned listing can be ordered; null when it is past that.',
  })
  orderableFrom: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it is paused, for people; null when it is not paused.',
  })
  pausedReason: string | null;

  @Field(() => Int, { description: 'The least pieces in an order.' })
  minimumQuantity: number;

  @Field(() => Int, {
    nullable: true,
    description: 'The most pieces in an order; null when there is no such limit.',
  })
  maximumQuantity: number | null;

  @Field(() => Int, { description: 'An order takes a multiple of this many pieces.' })
  quantityIncrement: number;

  @Field(() => CertificateState, {
    description: 'Whether the certificates that are asked for hold.',
  })
  certificateState: CertificateState;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first day on which a certificate that is asked for no longer holds; null when none ends or one is missing.',
  })
  certifiedUntil: string | null;

  @Field(() => Boolean, {
    description: 'Whether it can be ordered today as far as the market and the listing go.',
  })
  orderable: boolean;

  @Field(() => [ListingObstacle], {
    description: 'Every reason why it cannot be ordered today; empty when it can.',
  })
  obstacles: ListingObstacle[];
}

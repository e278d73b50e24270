import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { JudgedCheck } from './market-readiness.js';
import { ReadinessCode } from './readiness-check.port.js';

registerEnumType(ReadinessCode, {
  name: 'MarketReadinessCode',
  description: 'What is looked at before a market may become READY.',
  valuesMap: {
    TAX_RATE: { description: 'A tax rate holds today.' },
    REGION: { description: 'It belongs to a region today.' },
    AGREEMENT: { description: 'Its region has an agreement that resellers can accept.' },
    LISTINGS: { description: 'Something is listed that is not past its end of sale.' },
    CERTIFICATES: {
      description: 'What can be ordered at once has the certificates that the market asks for.',
    },
    PRICES: {
      description:
        'Every listing that is not past its end of sale has a price for everyone or a tier now.',
    },
    STOCK_LOCATION: { description: 'A stock location serves it.' },
    RESELLERS: { description: 'An active reseller is authorised for it today.' },
  },
});

@ObjectType({ description: 'One thing that is looked at before a market may become READY.' })
export class MarketReadinessCheck implements JudgedCheck {
  @Field(() => ReadinessCode, { description: 'What is looked at.' })
  code: ReadinessCode;

  @Field(() => Boolean, {
    description: 'Whether the market cannot become READY while it is not green.',
  })
  isBlocking: boolean;

  @Field(() => Boolean, { description: 'Whether it is as it should be now.' })
  isGreen: boolean;

  @Field(() => String, {
    description: 'What was found, with its figures, in English; where it is red, what to do.',
  })
  message: string;
}

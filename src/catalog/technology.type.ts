import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection } from '../platform/graphql/index.js';

export const TechnologyStatus = {
  AVAILABLE: 'AVAILABLE',
  LIMITED: 'LIMITED',
  NOT_AVAILABLE: 'NOT_AVAILABLE',
} as const;
export type TechnologyStatus = keyof typeof TechnologyStatus;

registerEnumType(TechnologyStatus, {
  name: 'TechnologyStatus',
  description: 'Whether a technology works on a device in a market.',
  valuesMap: {
    AVAILABLE: { description: 'It works there.' },
    LIMITED: { description: 'It works there in part; the note says what does not.' },
    NOT_AVAILABLE: { description: 'It does not work there.' },
  },
});

@ObjectType({ description: 'Whether a Microsoft technology works on a product in a market.' })
export class TechnologyAvailability {
  @Field(() => String, { description: 'Code of the technology, such as WINDOWS or CORTANA.' })
  code: string;

  @Field(() => String, { description: 'Name of the technology.' })
  name: string;

  @Field(() => String, { description: 'Handle of the product, such as mi-notebook-air-13.' })
  productHandle: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => TechnologyStatus, { description: 'Whether it works there.' })
  status: TechnologyStatus;

  @Field(() => String, { nullable: true, description: 'What is limited, in English, if anything.' })
  note: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where this was published, such as a page and its day; null where nobody noted it.',
  })
  source: string | null;
}

@ObjectType({ description: 'A technology of Microsoft that devices carry.' })
export class Technology {
  @Field(() => ID, { description: 'Id of the technology.' })
  id: string;

  @Field(() => String, { description: 'Its code, such as WINDOWS or CORTANA.' })
  code: string;

  @Field(() => String, { description: 'Its name.' })
  name: string;

  @Field(() => String, {
    description: 'What it is and what is known of it, in English; empty when nothing is said.',
  })
  description: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where that was published; null where nobody noted it.',
  })
  source: string | null;

  @Field(() => Int, {
    description: 'Raised by every change of the technology; what edits must name to be made.',
  })
  version: number;
}

@ObjectType('TechnologyAvailabilityConnection', {
  description: 'Where a technology works, page by page, by product handle and market.',
})
export class TechnologyAvailabilityConnection extends Connection(
  TechnologyAvailability,
  'TechnologyAvailability',
) {}

import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';

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

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the market.' })
  marketCode: string;

  @Field(() => TechnologyStatus, { description: 'Whether it works there.' })
  status: TechnologyStatus;

  @Field(() => String, { nullable: true, description: 'What is limited, in English, if anything.' })
  note: string | null;
}

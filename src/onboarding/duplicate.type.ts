import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export const DuplicateKind = { RESELLER: 'RESELLER', APPLICATION: 'APPLICATION' } as const;
export type DuplicateKind = keyof typeof DuplicateKind;

registerEnumType(DuplicateKind, {
  name: 'ResellerApplicationDuplicateKind',
  description: 'What may be the same company as that of an application.',
  valuesMap: {
    RESELLER: { description: 'A reseller; also one that is terminated.' },
    APPLICATION: { description: 'Another application that was submitted.' },
  },
});

@ObjectType('ResellerApplicationDuplicate', {
  description:
    'A reseller or an application that may be the same company. Of one outside your regions only what it has in common is told.',
})
export class ApplicationDuplicate {
  @Field(() => DuplicateKind, { description: 'Whether it is a reseller or an application.' })
  kind: DuplicateKind;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the reseller or application; null when it lies outside your regions.',
  })
  id: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its legal name; null when it lies outside your regions.',
  })
  legalName: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its country of registration, ISO 3166-1 alpha-2; null when it lies outside your regions.',
  })
  countryCode: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its ResellerState or ResellerApplicationState; null when it lies outside your regions.',
  })
  state: string | null;

  @Field(() => Boolean, { description: 'The country and the tax id are the same.' })
  sameTaxId: boolean;

  @Field(() => Boolean, { description: 'The Microsoft partner location id is the same.' })
  samePartnerLocationId: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'How alike the names are without legal forms such as GmbH, in percent: 50 to 100; null when they are not.',
  })
  nameLikeness: number | null;
}

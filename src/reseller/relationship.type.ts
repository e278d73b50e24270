import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection, DateTimeScalar } from '../platform/graphql/index.js';
import { RelationshipState } from './relationship.machine.js';

registerEnumType(RelationshipState, {
  name: 'RelationshipState',
  description: 'How far two partners are with working together.',
  valuesMap: {
    REQUESTED: { description: 'One side asked; the other has not answered.' },
    ACTIVE: { description: 'The distributor may name the indirect reseller as partner of record.' },
    ENDED: { description: 'It was active and is over.' },
    DECLINED: { description: 'The other side said no, or the one who asked took it back.' },
  },
});

@ObjectType({ description: 'A partner, as the other side of a relationship knows it.' })
export class Partner {
  @Field(() => ID, { description: 'Id of the reseller.' })
  id: string;

  @Field(() => String, { description: 'Name under which the company is registered.' })
  legalName: string;
}

const HIDDEN = 'null for the one who asked as long as the other side has not accepted';

@ObjectType({ description: 'A distributor and an indirect reseller that sell together.' })
export class PartnerRelationship {
  @Field(() => ID, { description: 'Id of the relationship.' })
  id: string;

  @Field(() => Partner, {
    nullable: true,
    description: `Who buys; ${HIDDEN}.`,
  })
  distributor: Partner | null;

  @Field(() => Partner, {
    nullable: true,
    description: `Who can be named as partner of record; ${HIDDEN}.`,
  })
  indirectReseller: Partner | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Microsoft partner location id by which the one who asked named the other side; null when it had none.',
  })
  partnerLocationId: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Country of registration that the one who asked gave for the other side, ISO 3166-1 alpha-2; null when none was given.',
  })
  partnerCountryCode: string | null;

  @Field(() => RelationshipState, { description: 'How far they are.' })
  state: RelationshipState;

  @Field(() => Boolean, {
    description: 'Whether the distributor asked for it; otherwise the indirect reseller did.',
  })
  requestedByDistributor: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it became active; null when it never did.',
  })
  activatedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ended or was declined; null while it is neither.',
  })
  endedAt: Date | null;

  @Field(() => Int, { description: 'Version to name as expectedVersion in a change.' })
  version: number;

  /** Not a field: where it stands in a list. */
  listTime: string;
}

@ObjectType({ description: 'Relationships in pages.' })
export class RelationshipConnection extends Connection(
  PartnerRelationship,
  'PartnerRelationship',
) {}

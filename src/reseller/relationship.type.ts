import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar } from '../platform/graphql/index.js';
import { RelationshipState } from './relationship.machine.js';

registerEnumType(RelationshipState, {
  name: 'RelationshipState',
  description: 'How far two partners are with working together.',
  valuesMap: {
    REQUESTED: { description: 'One side asked; the other has not answered.' },
    ACTIVE: { description: 'The distributor may name the indirect reseller as partner of record.' },
    ENDED: { description: 'It was active and is over.' },
    DECLINED: { description: 'The other side said no.' },
  },
});

@ObjectType({ description: 'A partner, as the other side of a relationship knows it.' })
export class Partner {
  @Field(() => ID, { description: 'Id of the reseller.' })
  id: string;

  @Field(() => String, { description: 'Name under which the company is registered.' })
  legalName: string;
}

@ObjectType({ description: 'A distributor and an indirect reseller that sell together.' })
export class PartnerRelationship {
  @Field(() => ID, { description: 'Id of the relationship.' })
  id: string;

  @Field(() => Partner, { description: 'Who buys.' })
  distributor: Partner;

  @Field(() => Partner, { description: 'Who can be named as partner of record.' })
  indirectReseller: Partner;

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
}

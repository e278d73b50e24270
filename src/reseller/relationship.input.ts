import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { RelationshipState } from './relationship.machine.js';

@InputType({ description: 'Whom to ask for a relationship.' })
export class RelationshipRequestInput {
  @Field(() => String, {
    description: 'Microsoft partner location id (PLA) of the other side, 4 to 12 digits.',
  })
  partnerLocationId: string;

  @Field(() => String, {
    description: 'Its country of registration, ISO 3166-1 alpha-2, such as DE.',
  })
  countryCode: string;
}

@InputType({ isAbstract: true })
class RelationshipChangeFields {
  @Field(() => ID, { description: 'Id of the relationship.' })
  relationshipId: string;

  @Field(() => Int, {
    description:
      'PartnerRelationship.version as you read it: when somebody changed it since, nothing happens.',
  })
  expectedVersion: number;
}

@InputType({ description: 'Which request for a relationship to accept.' })
export class RelationshipAcceptInput extends RelationshipChangeFields {}

@InputType({ description: 'Which request for a relationship to decline, or to take back.' })
export class RelationshipDeclineInput extends RelationshipChangeFields {}

@InputType({ description: 'Which relationship to end.' })
export class RelationshipEndInput extends RelationshipChangeFields {
  @Field(() => String, {
    nullable: true,
    description: 'Why, for the record, at most 500 characters.',
  })
  reason?: string | null;
}

@InputType({
  description: 'Which relationships to list: those to which all that is given applies.',
})
export class RelationshipFilter {
  @Field(() => [RelationshipState], { nullable: true, description: 'In any of these states.' })
  state?: RelationshipState[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Of which this reseller is a party that you may know; none when it is not within reach.',
  })
  resellerId?: string | null;
}

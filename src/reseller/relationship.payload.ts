import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors } from '../platform/graphql/index.js';
import { PartnerRelationship } from './relationship.type.js';

const NOT_FOUND = 'There is no such relationship, or it is not yours to change.';

export const requestErrors = mutationErrors(
  'relationshipRequest',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS', 'RESELLER_NOT_ACTIVE'],
  {
    ALREADY_EXISTS:
      'There is an open request or an active relationship with this partner already: see relationships.',
    RESELLER_NOT_ACTIVE:
      'Your reseller may not ask: its state does not allow it, or it is a direct reseller.',
  },
);
export const acceptErrors = mutationErrors(
  'relationshipAccept',
  ['NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION', 'RESELLER_NOT_ACTIVE'],
  { NOT_FOUND },
);
export const declineErrors = mutationErrors(
  'relationshipDecline',
  ['NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  { NOT_FOUND },
);
export const endErrors = mutationErrors(
  'relationshipEnd',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  { NOT_FOUND },
);

@ObjectType({ isAbstract: true })
abstract class RelationshipPayload {
  @Field(() => PartnerRelationship, {
    nullable: true,
    description: 'The relationship as it is now; null when there are userErrors.',
  })
  relationship: PartnerRelationship | null;
}

@ObjectType({ description: 'What came of relationshipRequest.' })
export class RelationshipRequestPayload extends RelationshipPayload {
  @Field(() => [requestErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof requestErrors.from>;
}

@ObjectType({ description: 'What came of relationshipAccept.' })
export class RelationshipAcceptPayload extends RelationshipPayload {
  @Field(() => [acceptErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof acceptErrors.from>;
}

@ObjectType({ description: 'What came of relationshipDecline.' })
export class RelationshipDeclinePayload extends RelationshipPayload {
  @Field(() => [declineErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof declineErrors.from>;
}

@ObjectType({ description: 'What came of relationshipEnd.' })
export class RelationshipEndPayload extends RelationshipPayload {
  @Field(() => [endErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof endErrors.from>;
}

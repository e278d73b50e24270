import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors } from '../platform/graphql/index.js';
import { Address } from './reseller.type.js';

const NOT_FOUND = 'Your reseller has no such address.';

export const createErrors = mutationErrors('addressCreate', ['REQUIRED', 'INVALID_VALUE'], {
  INVALID_VALUE: 'A value breaks its rule; COUNT: the reseller has 500 addresses in use.',
});
export const updateErrors = mutationErrors(
  'addressUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  { NOT_FOUND },
);
export const archiveErrors = mutationErrors(
  'addressArchive',
  ['NOT_FOUND', 'CONFLICT', 'ILLEGAL_TRANSITION'],
  { NOT_FOUND },
);

@ObjectType({ isAbstract: true })
abstract class AddressPayload {
  @Field(() => Address, {
    nullable: true,
    description: 'The address as it is now; null when there are userErrors.',
  })
  address: Address | null;
}

@ObjectType({ description: 'What came of addressCreate.' })
export class AddressCreatePayload extends AddressPayload {
  @Field(() => [createErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof createErrors.from>;
}

@ObjectType({ description: 'What came of addressUpdate.' })
export class AddressUpdatePayload extends AddressPayload {
  @Field(() => [updateErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof updateErrors.from>;
}

@ObjectType({ description: 'What came of addressArchive.' })
export class AddressArchivePayload extends AddressPayload {
  @Field(() => [archiveErrors.type], { description: 'Everything that is wrong with the input.' })
  userErrors: ReturnType<typeof archiveErrors.from>;
}

import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { Variant } from './product.type.js';

const TAKEN = 'Another variant has the SKU or the GTIN.';

export const variantCreateErrors = mutationErrors(
  'variantCreate',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS', 'NOT_FOUND'],
  { ALREADY_EXISTS: TAKEN, NOT_FOUND: 'There is no such product, or no such spec.' },
);

export const variantUpdateErrors = mutationErrors(
  'variantUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS', 'NOT_FOUND', 'CONFLICT'],
  { ALREADY_EXISTS: TAKEN, NOT_FOUND: 'There is no such variant, or no such spec.' },
);

export const variantDeleteErrors = mutationErrors(
  'variantDelete',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  {
    INVALID_VALUE: 'Something still names it (rule IN_USE), which the message says.',
    NOT_FOUND: 'There is no such variant.',
  },
);

@ObjectType({ description: 'What came of variantCreate.' })
export class VariantCreatePayload {
  @Field(() => Variant, { nullable: true, description: 'The new variant; null when refused.' })
  variant: Variant | null;

  @Field(() => [variantCreateErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of variantUpdate.' })
export class VariantUpdatePayload {
  @Field(() => Variant, {
    nullable: true,
    description: 'The variant as it is now; null when refused.',
  })
  variant: Variant | null;

  @Field(() => [variantUpdateErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of variantDelete.' })
export class VariantDeletePayload {
  @Field(() => Variant, {
    nullable: true,
    description: 'The variant as it was, and no more; null when refused.',
  })
  variant: Variant | null;

  @Field(() => [variantDeleteErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

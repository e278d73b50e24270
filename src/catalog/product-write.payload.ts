import { Field, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { Product } from './product.type.js';

const HANDLE_TAKEN = 'Another product has the handle.';
const NO_PRODUCT = 'There is no such product.';

export const productCreateErrors = mutationErrors(
  'productCreate',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS'],
  { ALREADY_EXISTS: HANDLE_TAKEN },
);

export const productUpdateErrors = mutationErrors(
  'productUpdate',
  ['REQUIRED', 'INVALID_VALUE', 'ALREADY_EXISTS', 'NOT_FOUND', 'CONFLICT'],
  { ALREADY_EXISTS: HANDLE_TAKEN, NOT_FOUND: NO_PRODUCT },
);

export const productDeleteErrors = mutationErrors(
  'productDelete',
  ['INVALID_VALUE', 'NOT_FOUND', 'CONFLICT'],
  {
    INVALID_VALUE: 'Something still belongs to it (rule IN_USE), which the message names.',
    NOT_FOUND: NO_PRODUCT,
  },
);

@ObjectType({ description: 'What came of productCreate.' })
export class ProductCreatePayload {
  @Field(() => Product, { nullable: true, description: 'The new product; null when refused.' })
  product: Product | null;

  @Field(() => [productCreateErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of productUpdate.' })
export class ProductUpdatePayload {
  @Field(() => Product, {
    nullable: true,
    description: 'The product as it is now; null when refused.',
  })
  product: Product | null;

  @Field(() => [productUpdateErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

@ObjectType({ description: 'What came of productDelete.' })
export class ProductDeletePayload {
  @Field(() => Product, {
    nullable: true,
    description: 'The product as it was, and no more; null when refused.',
  })
  product: Product | null;

  @Field(() => [productDeleteErrors.type], {
    description: 'Everything that is wrong; empty when it was done.',
  })
  userErrors: MutationUserError<string>[];
}

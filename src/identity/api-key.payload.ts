import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { UserError } from '../platform/graphql/index.js';
import { ApiKey } from './api-key.type.js';

export enum ApiKeyCreateErrorCode {
  REQUIRED = 'REQUIRED',
  INVALID_VALUE = 'INVALID_VALUE',
  LIMIT_EXCEEDED = 'LIMIT_EXCEEDED',
  IDEMPOTENCY_KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED',
}

registerEnumType(ApiKeyCreateErrorCode, {
  name: 'ApiKeyCreateErrorCode',
  description: 'Why apiKeyCreate was refused.',
  valuesMap: {
    REQUIRED: { description: 'A value is missing.' },
    INVALID_VALUE: { description: 'A value breaks a rule; the path says which.' },
    LIMIT_EXCEEDED: { description: 'The reseller has as many keys as it may have.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The idempotency key was used with another input.' },
  },
});

@ObjectType({ implements: () => [UserError], description: 'Why apiKeyCreate was refused.' })
export class ApiKeyCreateUserError extends UserError {
  @Field(() => ApiKeyCreateErrorCode, { description: 'The kind of mistake, for programs.' })
  code: ApiKeyCreateErrorCode;

  @Field(() => String, {
    nullable: true,
    description: 'The rule that the value breaks: CHARACTERS, LENGTH or EXPIRY.',
  })
  rule?: string;
}

@ObjectType({ description: 'The API key that apiKeyCreate made.' })
export class ApiKeyCreatePayload {
  @Field(() => ApiKey, { nullable: true, description: 'The key; null when refused.' })
  apiKey: ApiKey | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The key itself, for the header Authorization: Bearer …. It is shown this once and kept nowhere: a replay answers null. If you lost it, revoke the key and make another.',
  })
  secret: string | null;

  @Field(() => Boolean, { description: 'Whether the idempotency key had already made this key.' })
  replayed: boolean;

  @Field(() => [ApiKeyCreateUserError], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: ApiKeyCreateUserError[];
}

export enum ApiKeyRevokeErrorCode {
  NOT_FOUND = 'NOT_FOUND',
}

registerEnumType(ApiKeyRevokeErrorCode, {
  name: 'ApiKeyRevokeErrorCode',
  description: 'Why apiKeyRevoke was refused.',
  valuesMap: { NOT_FOUND: { description: 'Your reseller has no such key.' } },
});

@ObjectType({ implements: () => [UserError], description: 'Why apiKeyRevoke was refused.' })
export class ApiKeyRevokeUserError extends UserError {
  @Field(() => ApiKeyRevokeErrorCode, { description: 'The kind of mistake, for programs.' })
  code: ApiKeyRevokeErrorCode;
}

@ObjectType({
  description: 'The API key that apiKeyRevoke ended. Revoking one twice changes nothing.',
})
export class ApiKeyRevokePayload {
  @Field(() => ApiKey, { nullable: true, description: 'The key; null when refused.' })
  apiKey: ApiKey | null;

  @Field(() => [ApiKeyRevokeUserError], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: ApiKeyRevokeUserError[];
}

import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar, UserError } from '../platform/graphql/index.js';
import { Viewer } from './viewer.type.js';

const RULE =
  'The rule that the password breaks: CHARACTERS, LENGTH, REPETITION, EMAIL, SAME, or CURRENT_PASSWORD where the current one is wrong.';

@ObjectType({ description: 'The tokens of a new session.' })
export class SignInPayload {
  @Field(() => String, {
    description:
      'Goes into the header Authorization: Bearer …. It speaks for at most one reseller.',
  })
  accessToken: string;

  @Field(() => DateTimeScalar, { description: 'When the access token ends; refresh it before.' })
  accessTokenExpiresAt: Date;

  @Field(() => String, { description: 'Gives the next pair of tokens, once. Keep it secret.' })
  refreshToken: string;

  @Field(() => DateTimeScalar, { description: 'When the refresh token ends unless it is used.' })
  refreshTokenExpiresAt: Date;

  @Field(() => Viewer, { description: 'Who is signed in, and for which reseller.' })
  viewer: Viewer;
}

@ObjectType({ description: 'The next tokens of a session.' })
export class TokenRefreshPayload extends SignInPayload {}

@ObjectType({ description: 'The session that signOut ended.' })
export class SignOutPayload {
  @Field(() => Boolean, { description: 'Always true: the tokens of the session have ended.' })
  signedOut: boolean;
}

export enum SwitchResellerErrorCode {
  NOT_FOUND = 'NOT_FOUND',
}

registerEnumType(SwitchResellerErrorCode, {
  name: 'SwitchResellerErrorCode',
  description: 'Why switchReseller was refused.',
  valuesMap: { NOT_FOUND: { description: 'You have no active membership with this reseller.' } },
});

@ObjectType({ implements: () => [UserError], description: 'Why switchReseller was refused.' })
export class SwitchResellerUserError extends UserError {
  @Field(() => SwitchResellerErrorCode, { description: 'The kind of mistake, for programs.' })
  code: SwitchResellerErrorCode;
}

@ObjectType({
  description:
    'The tokens of another session, for the other reseller. The session that asked stays open.',
})
export class SwitchResellerPayload {
  @Field(() => String, {
    nullable: true,
    description: 'Speaks for the other reseller; null when refused.',
  })
  accessToken?: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the access token ends; null when refused.',
  })
  accessTokenExpiresAt?: Date;

  @Field(() => String, {
    nullable: true,
    description: 'Gives the next pair of tokens, once; null when refused.',
  })
  refreshToken?: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the refresh token ends unless it is used; null when refused.',
  })
  refreshTokenExpiresAt?: Date;

  @Field(() => Viewer, {
    nullable: true,
    description: 'Who is signed in, for the other reseller; null when refused.',
  })
  viewer?: Viewer;

  @Field(() => [SwitchResellerUserError], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: SwitchResellerUserError[];
}

export enum PasswordChangeErrorCode {
  REQUIRED = 'REQUIRED',
  INVALID_VALUE = 'INVALID_VALUE',
}

registerEnumType(PasswordChangeErrorCode, {
  name: 'PasswordChangeErrorCode',
  description: 'Why passwordChange was refused.',
  valuesMap: {
    REQUIRED: { description: 'A value is missing.' },
    INVALID_VALUE: {
      description:
        'The current password is wrong, or the new one breaks a rule; the path says which.',
    },
  },
});

@ObjectType({ implements: () => [UserError], description: 'Why passwordChange was refused.' })
export class PasswordChangeUserError extends UserError {
  @Field(() => PasswordChangeErrorCode, { description: 'The kind of mistake, for programs.' })
  code: PasswordChangeErrorCode;

  @Field(() => String, { nullable: true, description: RULE })
  rule?: string;
}

@ObjectType({ description: 'What passwordChange did. The session that asked stays open.' })
export class PasswordChangePayload {
  @Field(() => Int, {
    nullable: true,
    description: 'How many other sessions of the user ended; null when refused.',
  })
  sessionsEnded: number | null;

  @Field(() => [PasswordChangeUserError], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: PasswordChangeUserError[];
}

import { Field, Int, ObjectType } from '@nestjs/graphql';
import { mutationErrors, type MutationUserError } from '../platform/graphql/index.js';
import { Viewer } from './viewer.type.js';

const RULES =
  'A value breaks the rule that is named beside it: EMAIL, LENGTH, CHARACTERS, LOCALE, or of a password CHARACTERS, LENGTH, REPETITION or EMAIL.';
const TOKEN = 'The token is unknown, used, expired or meant for something else: rule TOKEN.';

export const accountCreateErrors = mutationErrors('accountCreate', ['REQUIRED', 'INVALID_VALUE'], {
  INVALID_VALUE: RULES,
});

@ObjectType({
  description:
    'What accountCreate did. It is the same whether or not the address has an account: only the letter says.',
})
export class AccountCreatePayload {
  @Field(() => String, {
    nullable: true,
    description: 'The address to which a letter goes; null when refused.',
  })
  sentTo: string | null;

  @Field(() => [accountCreateErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'REQUIRED' | 'INVALID_VALUE'>[];
}

export const emailVerifyErrors = mutationErrors(
  'emailVerify',
  ['INVALID_VALUE', 'ALREADY_EXISTS'],
  {
    INVALID_VALUE: TOKEN,
    ALREADY_EXISTS:
      'The address has got an account by another letter: sign in, or reset its password.',
  },
);

@ObjectType({ description: 'The address that emailVerify took as proven.' })
export class EmailVerifyPayload {
  @Field(() => String, {
    nullable: true,
    description: 'The proven address, with which the person signs in now; null when refused.',
  })
  email: string | null;

  @Field(() => [emailVerifyErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'INVALID_VALUE' | 'ALREADY_EXISTS'>[];
}

export const emailVerificationSendErrors = mutationErrors(
  'emailVerificationSend',
  ['REQUIRED', 'INVALID_VALUE'],
  {
    REQUIRED: 'The account has no address yet: name one.',
    INVALID_VALUE:
      'The address breaks the rule that is named beside it: EMAIL, LENGTH or CHARACTERS.',
  },
);

@ObjectType({
  description:
    'What emailVerificationSend did. It is the same whether or not somebody else has the address: only the letter says.',
})
export class EmailVerificationSendPayload {
  @Field(() => String, {
    nullable: true,
    description:
      'The address to which a letter goes; null when refused, or when the account has a proven address.',
  })
  sentTo: string | null;

  @Field(() => [emailVerificationSendErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'REQUIRED' | 'INVALID_VALUE'>[];
}

export const passwordResetRequestErrors = mutationErrors(
  'passwordResetRequest',
  ['REQUIRED', 'INVALID_VALUE'],
  { INVALID_VALUE: RULES },
);

@ObjectType({
  description:
    'What passwordResetRequest did. It is the same whether or not the address has an account: only the letter says.',
})
export class PasswordResetRequestPayload {
  @Field(() => String, {
    nullable: true,
    description: 'The address to which a letter goes; null when refused.',
  })
  sentTo: string | null;

  @Field(() => [passwordResetRequestErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'REQUIRED' | 'INVALID_VALUE'>[];
}

export const passwordResetErrors = mutationErrors('passwordReset', ['REQUIRED', 'INVALID_VALUE'], {
  INVALID_VALUE: `${TOKEN} Or the new password breaks a rule: CHARACTERS, LENGTH, REPETITION or EMAIL.`,
});

@ObjectType({ description: 'What passwordReset did. API keys stay as they are.' })
export class PasswordResetPayload {
  @Field(() => String, {
    nullable: true,
    description: 'The address with which to sign in now; null when refused.',
  })
  email: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many open sessions of the person ended; null when refused.',
  })
  sessionsEnded: number | null;

  @Field(() => [passwordResetErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'REQUIRED' | 'INVALID_VALUE'>[];
}

export const accountUpdateErrors = mutationErrors('accountUpdate', ['REQUIRED', 'INVALID_VALUE'], {
  INVALID_VALUE: 'A value breaks the rule that is named beside it: LENGTH, CHARACTERS or LOCALE.',
});

@ObjectType({ description: 'What accountUpdate changed.' })
export class AccountUpdatePayload {
  @Field(() => Viewer, {
    nullable: true,
    description: 'The person as they are now; null when refused.',
  })
  viewer: Viewer | null;

  @Field(() => [accountUpdateErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'REQUIRED' | 'INVALID_VALUE'>[];
}

import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import {
  DateTimeScalar,
  mutationErrors,
  type MutationUserError,
} from '../platform/graphql/index.js';
import { SignInPayload } from './sign-in.payload.js';

@ObjectType({ description: 'The Microsoft account with which somebody signs in.' })
export class MicrosoftAccount {
  @Field(() => ID, { description: 'Id of its tenant in Microsoft Entra ID.' })
  tenantId: string;

  @Field(() => ID, { description: 'Id of the person in that tenant.' })
  objectId: string;

  @Field(() => String, {
    nullable: true,
    description: 'The e-mail that the tenant said last; it is not checked and opens nothing.',
  })
  email: string | null;

  @Field(() => DateTimeScalar, { description: 'Since when it opens this account.' })
  linkedAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When a session was last opened with it; null: never.',
  })
  lastSignInAt: Date | null;
}

@ObjectType({ description: 'The tokens of a new session, opened with Microsoft.' })
export class MicrosoftSignInFinishPayload extends SignInPayload {}

export const microsoftLinkErrors = mutationErrors(
  'microsoftLink',
  ['INVALID_VALUE', 'ALREADY_EXISTS'],
  {
    INVALID_VALUE:
      'The password is wrong (rule CURRENT_PASSWORD), or the code cannot be used (rule CODE).',
    ALREADY_EXISTS:
      'The Microsoft account opens another account of this portal that is in use, or yours has another one.',
  },
);

@ObjectType({ description: 'The Microsoft account that microsoftLink linked.' })
export class MicrosoftLinkPayload {
  @Field(() => MicrosoftAccount, { nullable: true, description: 'It; null when refused.' })
  microsoftAccount: MicrosoftAccount | null;

  @Field(() => [microsoftLinkErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'INVALID_VALUE' | 'ALREADY_EXISTS'>[];
}

export const microsoftUnlinkErrors = mutationErrors('microsoftUnlink', ['NOT_FOUND', 'REQUIRED'], {
  NOT_FOUND: 'Your account has no Microsoft account.',
  REQUIRED: 'It is your only way to sign in: a password is required first.',
});

@ObjectType({ description: 'What microsoftUnlink did. The session that asked stays open.' })
export class MicrosoftUnlinkPayload {
  @Field(() => Int, {
    nullable: true,
    description: 'How many other sessions of yours ended; null when refused.',
  })
  sessionsEnded: number | null;

  @Field(() => [microsoftUnlinkErrors.type], {
    description: 'Why it was refused; empty when it was done.',
  })
  userErrors: MutationUserError<'NOT_FOUND' | 'REQUIRED'>[];
}

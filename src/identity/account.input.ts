import { Field, InputType } from '@nestjs/graphql';

const LOCALE =
  "Language of letters to the person: 'en', 'de' or 'zh-Hans'; anything else is refused.";
const PASSWORD =
  '12 to 128 characters, at least 5 different ones, without the e-mail address or its name.';
const TOKEN = 'The token of the letter, such as cpt_…: what stands behind #token= in its link.';

@InputType('AccountCreateInput', { description: 'Who wants an account.' })
export class AccountCreateArguments {
  @Field(() => String, {
    description:
      'E-mail address, at most 254 characters; case does not matter. A letter goes there.',
  })
  email: string;

  @Field(() => String, { description: 'Full name, at most 200 characters.' })
  name: string;

  @Field(() => String, { description: PASSWORD })
  password: string;

  @Field(() => String, { defaultValue: 'en', description: LOCALE })
  locale: string;
}

@InputType('EmailVerifyInput', { description: 'What the letter to the address holds.' })
export class EmailVerifyArguments {
  @Field(() => String, { description: TOKEN })
  token: string;
}

@InputType('EmailVerificationSendInput', { description: 'Which address to prove.' })
export class EmailVerificationSendArguments {
  @Field(() => String, {
    nullable: true,
    description:
      'E-mail address, at most 254 characters. When its letter is answered, the account has it. Null: the one that the account has.',
  })
  email?: string | null;
}

@InputType('PasswordResetRequestInput', { description: 'Whose password is forgotten.' })
export class PasswordResetRequestArguments {
  @Field(() => String, { description: 'E-mail address of the account; case does not matter.' })
  email: string;

  @Field(() => String, {
    defaultValue: 'en',
    description:
      "Language of the letter where the address has no account: 'en', 'de' or 'zh-Hans'; otherwise the account's own is taken.",
  })
  locale: string;
}

@InputType('PasswordResetInput', { description: 'The token of the letter and the new password.' })
export class PasswordResetArguments {
  @Field(() => String, { description: TOKEN })
  token: string;

  @Field(() => String, { description: PASSWORD })
  newPassword: string;
}

@InputType('AccountUpdateInput', {
  description: 'What changes of the own account; what is left out or null stays as it is.',
})
export class AccountUpdateArguments {
  @Field(() => String, { nullable: true, description: 'Full name, at most 200 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: LOCALE })
  locale?: string | null;
}

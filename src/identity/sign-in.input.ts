import { Field, ID, InputType } from '@nestjs/graphql';

@InputType('SignInInput', { description: 'Who signs in.' })
export class SignInArguments {
  @Field(() => String, { description: 'E-mail address; case does not matter.' })
  email: string;

  @Field(() => String, { description: 'The password, as it was last set.' })
  password: string;
}

@InputType('TokenRefreshInput', { description: 'What a session goes on with.' })
export class TokenRefreshArguments {
  @Field(() => String, {
    description:
      'The refresh token from signIn, switchReseller or the last tokenRefresh. It can be used once.',
  })
  refreshToken: string;
}

@InputType('SwitchResellerInput', { description: 'For which reseller to act.' })
export class SwitchResellerArguments {
  @Field(() => ID, { description: 'A resellerId of viewer.memberships.' })
  resellerId: string;
}

@InputType('PasswordChangeInput', { description: 'The current password and the next one.' })
export class PasswordChangeArguments {
  @Field(() => String, { description: 'The password as it is now.' })
  currentPassword: string;

  @Field(() => String, {
    description:
      '12 to 128 characters, at least 5 different ones, without the e-mail address or its name, and not the current one.',
  })
  newPassword: string;
}

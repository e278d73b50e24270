import { Field, InputType } from '@nestjs/graphql';

const CODE = 'The code behind #microsoft_code= in the address that the browser came back to.';
const VERIFIER =
  'The text whose SHA-256 went to GET /auth/microsoft/start as challenge: 43 to 128 letters, digits and -._~.';

@InputType('MicrosoftSignInFinishInput', {
  description: 'What the page has that began the sign-in.',
})
export class MicrosoftSignInFinishArguments {
  @Field(() => String, { description: `${CODE} It works once, for two minutes.` })
  code: string;

  @Field(() => String, { description: VERIFIER })
  verifier: string;
}

@InputType('MicrosoftLinkInput', {
  description: 'A sign-in with Microsoft that is linked instead of opening a session.',
})
export class MicrosoftLinkArguments extends MicrosoftSignInFinishArguments {
  @Field(() => String, { description: 'The current password of your account.' })
  currentPassword: string;
}

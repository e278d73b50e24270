import { Field, ID, InputType } from '@nestjs/graphql';
import type { ResellerRole } from '../platform/access/index.js';
import { BuyerLimitInput } from './buyer-limit.input.js';
import { ResellerRoleEnum } from './role.type.js';

@InputType('InvitationCreateInput', { description: 'Whom to ask to work for the reseller.' })
export class InvitationCreateArguments {
  @Field(() => String, {
    description:
      'A text of your choice, new for each invitation, at most 255 characters. Sent again with the same input, it answers the invitation that it made, and no second letter goes out.',
  })
  idempotencyKey: string;

  @Field(() => String, {
    description: 'E-mail address of the person, at most 254 characters. A letter goes there.',
  })
  email: string;

  @Field(() => ResellerRoleEnum, { description: 'What the person will be for the reseller.' })
  role: ResellerRole;

  @Field(() => [BuyerLimitInput], {
    defaultValue: [],
    description:
      'What the person will be able to order without an approval, at most 50; a currency that is not listed has no limit.',
  })
  limits: BuyerLimitInput[];
}

@InputType('InvitationWithdrawInput', { description: 'Which invitation to take back.' })
export class InvitationWithdrawArguments {
  @Field(() => ID, { description: 'Id of the invitation.' })
  id: string;
}

@InputType('InvitationAcceptInput', {
  description: 'The token of the letter, and who the person is if they have no account yet.',
})
export class InvitationAcceptArguments {
  @Field(() => String, {
    description: 'The token of the letter, such as cpt_…: what stands behind #token= in its link.',
  })
  token: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Full name, at most 200 characters. Needed where the address has no account yet, else not looked at.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The password of the new account: 12 to 128 characters, at least 5 different ones, without the e-mail address or its name. Needed where the address has no account yet, else not looked at.',
  })
  password?: string | null;

  @Field(() => String, {
    defaultValue: 'en',
    description:
      "Language of letters to a new account: 'en', 'de' or 'zh-Hans'; anything else is refused. Not looked at where there is an account.",
  })
  locale: string;
}

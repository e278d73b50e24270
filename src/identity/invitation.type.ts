import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CurrencyCode, Money } from '../kernel/index.js';
import type { ResellerRole } from '../platform/access/index.js';
import {
  CurrencyCode as CurrencyCodeEnum,
  DateTimeScalar,
  MoneyType,
} from '../platform/graphql/index.js';
import { InvitationState } from './invitation.machine.js';
import { ResellerRoleEnum } from './role.type.js';
import { User } from './user.type.js';

registerEnumType(InvitationState, {
  name: 'InvitationState',
  description: 'What became of an invitation.',
  valuesMap: {
    PENDING: { description: 'Waits for an answer.' },
    ACCEPTED: { description: 'The person works for the reseller since then.' },
    WITHDRAWN: { description: 'An administrator took it back; its link opens nothing.' },
    EXPIRED: { description: 'Nobody answered within 14 days; its link opens nothing.' },
  },
});

@ObjectType({
  description:
    'What the invited person will be able to order without an approval, in one currency.',
})
export class InvitationLimit {
  @Field(() => CurrencyCodeEnum, { description: 'The currency of the limits.' })
  currencyCode: CurrencyCode;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The largest total of one order, with tax; null: no limit.',
  })
  perOrder: Money | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The largest sum of totals in a month of UTC, with tax; null: no limit.',
  })
  perMonth: Money | null;
}

@ObjectType({
  description:
    'Somebody was asked by e-mail to work for the reseller. It does not tell whether the address has an account.',
})
export class Invitation {
  @Field(() => ID, { description: 'Id of the invitation.' })
  id: string;

  @Field(() => String, { description: 'The address to which it went.' })
  email: string;

  @Field(() => ResellerRoleEnum, { description: 'What the person will be for the reseller.' })
  role: ResellerRole;

  @Field(() => [InvitationLimit], {
    description: 'The limits that the person will have; a currency that is not listed has none.',
  })
  limits: InvitationLimit[];

  @Field(() => InvitationState, { description: 'What became of it.' })
  state: InvitationState;

  @Field(() => User, { description: 'Who invited.' })
  invitedBy: User;

  @Field(() => DateTimeScalar, { description: 'When it was sent.' })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: 'Until when it can be accepted: 14 days.' })
  expiresAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was accepted, withdrawn or had expired; null while it is pending.',
  })
  endedAt: Date | null;
}

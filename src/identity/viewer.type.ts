import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { CurrencyCode, Money } from '../kernel/index.js';
import type {
  CallerMembership,
  RequestContext,
  ResellerRole,
  StaffRole,
  UserCaller,
} from '../platform/access/index.js';
import {
  CurrencyCode as CurrencyCodeEnum,
  DateScalar,
  MoneyType,
} from '../platform/graphql/index.js';
import { ResellerRoleEnum, StaffRoleEnum } from './role.type.js';
import { User } from './user.type.js';

@ObjectType({
  description:
    'What a buyer may order without an approval in one currency. Limits count the totals of orders, with tax.',
})
export class BuyerLimit {
  @Field(() => CurrencyCodeEnum, { description: 'The currency of the limits.' })
  currencyCode: CurrencyCode;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The largest total of one order; null: no limit.',
  })
  perOrder: Money | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The largest sum of totals in a month; null: no limit.',
  })
  perMonth: Money | null;

  @Field(() => MoneyType, { description: 'The sum of totals so far this month.' })
  spentThisMonth: Money;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What is left of the month: never below zero; null: no limit.',
  })
  leftThisMonth: Money | null;

  @Field(() => DateScalar, { description: 'First day of the month; months are counted in UTC.' })
  month: string;
}

@ObjectType({ description: 'A reseller for which a user works, and in which role.' })
export class Membership {
  @Field(() => ID, { description: 'Id of the membership.' })
  id: string;

  @Field(() => ID, { description: 'Id of the reseller; switchReseller takes it.' })
  resellerId: string;

  @Field(() => String, { description: 'Legal name of the reseller.' })
  resellerName: string;

  @Field(() => ResellerRoleEnum, { description: 'What the user may do for the reseller.' })
  role: ResellerRole;
}

/** Holds the context of the person it shows, who at sign-in is not yet the one that asked. */
@ObjectType({ description: 'Who the token speaks for.' })
export class Viewer {
  readonly ctx: RequestContext;

  @Field(() => User, { description: 'The signed-in person.' })
  readonly user: User;

  @Field(() => [StaffRoleEnum], {
    description: "Roles in the maker's own staff; empty for people of resellers.",
  })
  readonly staffRoles: StaffRole[];

  @Field(() => [ID], {
    description: 'Ids of the regions that a member of staff looks after; empty: all.',
  })
  readonly regionIds: string[];

  readonly current: CallerMembership | null;

  constructor(ctx: RequestContext, caller: UserCaller) {
    this.ctx = { ...ctx, caller };
    this.user = { id: caller.userId, email: caller.email, name: caller.name };
    this.staffRoles = caller.staffRoles;
    this.regionIds = caller.regionIds;
    this.current = caller.membership;
  }
}

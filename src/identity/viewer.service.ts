import { Injectable } from '@nestjs/common';
import { Money, type CurrencyCode } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { requireSignedIn } from './account.js';
import { AccountRepository, type Contact } from './account.repository.js';
import { PeopleRepository, type LimitRow, type MembershipRow } from './people.repository.js';

/** What a buyer may order without an approval in one currency, and what is left of it. */
export interface LimitState {
  currencyCode: CurrencyCode;
  perOrder: Money | null;
  perMonth: Money | null;
  spentThisMonth: Money;
  leftThisMonth: Money | null;
  month: string;
}

@Injectable()
export class ViewerService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly people: PeopleRepository,
    private readonly accounts: AccountRepository,
  ) {}

  membershipsOf(ctx: RequestContext): Promise<MembershipRow[]> {
    const { userId } = requireSignedIn(ctx);
    return this.work.read(ctx, (tx) => this.people.membershipsOf(tx, userId));
  }

  async contactOf(ctx: RequestContext): Promise<Contact> {
    const { userId } = requireSignedIn(ctx);
    const contact = await this.work.read(ctx, (tx) => this.accounts.contactOf(tx, userId));
    // The request has been let in a moment ago.
    if (contact === undefined) throw new ApiError('UNAUTHENTICATED', 'The account is closed.');
    return contact;
  }

  async limitsOf(ctx: RequestContext, membershipId: string): Promise<LimitState[]> {
    const rows = await this.work.read(ctx, (tx) => this.people.limitsOf(tx, membershipId));
    return rows.map(toLimit);
  }
}

function toLimit(row: LimitRow): LimitState {
  const spent = Money.ofMinor(row.spentMinor, row.currencyCode);
  const { currencyCode } = spent;
  const money = (minor: string | null) =>
    minor === null ? null : Money.ofMinor(minor, currencyCode);
  const perMonth = money(row.perMonthMinor);
  const left = perMonth?.minus(spent) ?? null;
  return {
    currencyCode,
    perOrder: money(row.perOrderMinor),
    perMonth,
    spentThisMonth: spent,
    leftThisMonth: left?.isNegative ? Money.zero(currencyCode) : left,
    month: row.month,
  };
}

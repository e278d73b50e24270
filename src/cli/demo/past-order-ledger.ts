import { Money } from '../../kernel/index.js';
import type { PastOrder } from './past-order-plan.js';
import { money } from './price-plan.js';
import { found } from './offer-plan.js';
import { DEMO_PEOPLE } from './people.data.js';
import { DEMO_RESELLERS } from './resellers.data.js';

type Currency = Money['currencyCode'];

/** Keeps the demo's credit accounts and buyers' months while the past is played through in order. */
export class PastLedger {
  private readonly exposures = new Map<string, Money>();
  private readonly months = new Map<string, Money>();
  private readonly returns: { at: Date; account: string; amount: Money }[] = [];

  /** Takes the amount when it fits the limit of the reseller's account at that time. */
  takeCredit(reseller: string, amount: Money, at: Date): boolean {
    const account = `${reseller}/${amount.currencyCode}`;
    this.settle(account, at);
    const exposure = this.exposure(account, amount.currencyCode).plus(amount);
    if (exposure.compare(limitOf(reseller, amount.currencyCode)) > 0) return false;
    this.exposures.set(account, exposure);
    return true;
  }

  /** A payment or a cancellation: what it gives back counts from its time on. */
  giveBack(reseller: string, amount: Money, at: Date): void {
    this.returns.push({ at, account: `${reseller}/${amount.currencyCode}`, amount });
  }

  /** Whether an order of that total is within what the buyer may order alone. */
  withinLimits(email: string, total: Money, at: Date): boolean {
    const limit = DEMO_PEOPLE.flatMap((person) =>
      'limits' in person && person.email === email ? person.limits : [],
    ).find(({ currencyCode }) => currencyCode === total.currencyCode);
    if (!limit) return true;
    const spent = this.months.get(monthKey(email, total.currencyCode, at));
    const month = spent ? spent.plus(total) : total;
    return (
      total.compare(money(limit.perOrder, total.currencyCode)) <= 0 &&
      month.compare(money(limit.perMonth, total.currencyCode)) <= 0
    );
  }

  raiseMonth(email: string, total: Money, at: Date): void {
    const key = monthKey(email, total.currencyCode, at);
    const spent = this.months.get(key) ?? Money.zero(total.currencyCode);
    this.months.set(key, spent.plus(total));
  }

  private exposure(account: string, currency: Currency): Money {
    return this.exposures.get(account) ?? Money.zero(currency);
  }

  private settle(account: string, at: Date): void {
    for (const entry of this.returns.filter((row) => row.account === account && row.at <= at)) {
      this.returns.splice(this.returns.indexOf(entry), 1);
      const exposure = this.exposure(account, entry.amount.currencyCode);
      this.exposures.set(account, exposure.minus(entry.amount));
    }
  }
}

/** What the past orders leave owing: confirmed, not cancelled and not paid. */
export function exposureOf(
  orders: readonly PastOrder[],
  reseller: string,
  currency: Currency,
): Money {
  const owing = orders.filter(
    (order) =>
      order.reseller === reseller &&
      order.currencyCode === currency &&
      order.confirmedAt !== null &&
      order.paidAt === null,
  );
  return Money.sum(
    owing.map(({ current }) => current.gross),
    currency,
  );
}

/** The month in UTC to which an order at that time counts: its first day. */
export function monthOf(at: Date): string {
  return `${at.toISOString().slice(0, 7)}-01`;
}

function monthKey(email: string, currency: Currency, at: Date): string {
  return `${email}/${currency}/${monthOf(at)}`;
}

function accountOf(reseller: string, currency: Currency): { limit: string; terms: string } {
  const { credit } = found(
    DEMO_RESELLERS.find(({ key }) => key === reseller),
    reseller,
  );
  return found(
    credit.find(({ currencyCode }) => currencyCode === currency),
    `${reseller}/${currency}`,
  );
}

function limitOf(reseller: string, currency: Currency): Money {
  return money(accountOf(reseller, currency).limit, currency);
}

/** The days after which an order is paid by the account's terms, such as 30 for NET_30. */
export function termDays(reseller: string, currency: Currency): number {
  return Number(accountOf(reseller, currency).terms.replace('NET_', ''));
}

import { Money, type CurrencyCode } from '../kernel/index.js';
import type { LimitRow } from './people.repository.js';

/** What a buyer may order without an approval in one currency, and what is left of it. */
export interface LimitState {
  currencyCode: CurrencyCode;
  perOrder: Money | null;
  perMonth: Money | null;
  spentThisMonth: Money;
  leftThisMonth: Money | null;
  month: string;
}

export function limitStateOf(row: LimitRow): LimitState {
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

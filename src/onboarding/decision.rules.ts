import { checkCount, isCurrencyCode, Money, minorDigits, type Problem } from '../kernel/index.js';
import type { PaymentTerms, ResellerTier, ResellerType } from '../reseller/index.js';
import type { ApplicationRow } from './application.row.js';

export interface CreditLimitRequest {
  limit: { amount: string; currencyCode: string };
  terms: PaymentTerms;
}

export interface ApprovalRequest {
  applicationId: string;
  expectedVersion: number;
  idempotencyKey: string;
  tier?: ResellerTier | null;
  type?: ResellerType | null;
  marketCodes?: string[] | null;
  creditLimits?: CreditLimitRequest[] | null;
}

export interface CreditGrant {
  limit: Money;
  terms: PaymentTerms;
}

export const REASON_MAX = 2000;
const MARKETS_MAX = 250;
const LIMITS_MAX = 50;
/** Ten million million of the main unit of most currencies: whatever is above is a typing mistake. */
const LIMIT_MINOR_MAX = 10n ** 15n;

export function checkApproval({ marketCodes, creditLimits }: ApprovalRequest): Problem[] {
  const markets = { path: ['input', 'marketCodes'], max: MARKETS_MAX };
  const limits = { path: ['input', 'creditLimits'], min: 0, max: LIMITS_MAX };
  return [
    ...(marketCodes ? checkCount(marketCodes.length, markets) : []),
    ...checkCount(creditLimits?.length ?? 0, limits),
  ];
}

/** What a new reseller needs; one that is readmitted keeps what it has, so nothing of it can be given. */
export function checkTerms(
  { resellerId }: Pick<ApplicationRow, 'resellerId'>,
  { tier, type, marketCodes, creditLimits }: ApprovalRequest,
): Problem[] {
  if (resellerId === null) {
    return tier
      ? []
      : [{ code: 'REQUIRED', message: 'Say which tier it gets.', path: ['input', 'tier'] }];
  }
  const given = { tier, type, marketCodes, creditLimits };
  return Object.entries(given).flatMap(([name, value]) =>
    value === undefined || value === null
      ? []
      : [
          {
            code: 'INVALID_VALUE',
            message:
              'The reseller is readmitted as it was: leave this out, and change it afterwards.',
            path: ['input', name],
            facts: { rule: 'READMISSION' },
          },
        ],
  );
}

/** The limits as money; `problems` when one of them is none. */
export function readLimits(requests: readonly CreditLimitRequest[]): {
  grants: CreditGrant[];
  problems: Problem[];
} {
  const grants: CreditGrant[] = [];
  const problems: Problem[] = [];
  requests.forEach(({ limit, terms }, i) => {
    const money = moneyOf(limit, ['input', 'creditLimits', String(i), 'limit']);
    if (money instanceof Money) grants.push({ limit: money, terms });
    else problems.push(money);
  });
  return { grants, problems };
}

function moneyOf(
  { amount, currencyCode }: CreditLimitRequest['limit'],
  path: string[],
): Money | Problem {
  if (!isCurrencyCode(currencyCode)) {
    return {
      code: 'INVALID_VALUE',
      message: 'This is not an ISO 4217 currency.',
      path: [...path, 'currencyCode'],
      facts: { rule: 'CURRENCY' },
    };
  }
  const money = Money.parse(amount, currencyCode);
  if (money && money.minor >= 0n && money.minor <= LIMIT_MINOR_MAX) return money;
  const digits = minorDigits(currencyCode);
  const max = Money.ofMinor(LIMIT_MINOR_MAX, currencyCode).amount;
  return {
    code: 'INVALID_VALUE',
    message: `Give a limit between 0 and ${max} with at most ${digits} decimal places, as ${currencyCode} has them.`,
    path: [...path, 'amount'],
    facts: { rule: 'RANGE', max },
  };
}

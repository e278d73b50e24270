import {
  checkId,
  checkText,
  isCurrencyCode,
  minorDigits,
  Money,
  type Problem,
} from '../kernel/index.js';

const REFERENCE_LENGTH_MAX = 140;
const KEY_LENGTH_MAX = 255;
/** Ten million million of the main unit of most currencies: whatever is above is a typing mistake. */
const AMOUNT_MINOR_MAX = 10n ** 15n;

interface MoneyText {
  amount: string;
  currencyCode: string;
}

export interface PaymentRequest {
  idempotencyKey: string;
  resellerId: string;
  amount: MoneyText;
  reference: string;
  receivedOn: string;
}

export interface LimitRequest {
  resellerId: string;
  limit: MoneyText;
}

/** An amount of the API as money, or why it is none. */
export function readAmount(
  { amount, currencyCode }: MoneyText,
  path: string[],
  lowest: { minor: bigint; text: string },
): Money | Problem {
  if (!isCurrencyCode(currencyCode)) {
    return {
      code: 'INVALID_VALUE',
      message: 'This is not an ISO 4217 currency.',
      path: [...path, 'currencyCode'],
      facts: { rule: 'CURRENCY' },
    };
  }
  const digits = minorDigits(currencyCode);
  if (!isDecimal(amount, digits)) {
    return {
      code: 'INVALID_VALUE',
      message: `Give the amount as a decimal with at most ${digits} decimal places, as ${currencyCode} has them.`,
      path: [...path, 'amount'],
      facts: { rule: 'DECIMAL_PLACES', max: digits },
    };
  }
  const money = Money.parse(amount, currencyCode);
  if (money && money.minor >= lowest.minor && money.minor <= AMOUNT_MINOR_MAX) return money;
  const max = Money.ofMinor(AMOUNT_MINOR_MAX, currencyCode).amount;
  return {
    code: 'INVALID_VALUE',
    message: `The amount must be ${lowest.text} and at most ${max}.`,
    path: [...path, 'amount'],
    facts: { rule: 'RANGE', min: Money.ofMinor(lowest.minor, currencyCode).amount, max },
  };
}

function isDecimal(text: string, places: number): boolean {
  const fraction = /^-?\d+(?:\.(\d+))?$/.exec(text);
  return fraction !== null && (fraction[1] ?? '').length <= places;
}

/** Every mistake of a payment's request that shows without asking the database. */
export function checkPayment(request: PaymentRequest): { amount?: Money; problems: Problem[] } {
  const amount = readAmount(request.amount, ['input', 'amount'], {
    minor: 1n,
    text: 'more than 0',
  });
  const problems = [
    ...checkText(request.idempotencyKey, {
      path: ['input', 'idempotencyKey'],
      max: KEY_LENGTH_MAX,
      required: true,
      name: 'idempotency key',
    }),
    ...checkId(request.resellerId, ['input', 'resellerId']),
    ...(amount instanceof Money ? [] : [amount]),
    ...checkText(request.reference, {
      path: ['input', 'reference'],
      max: REFERENCE_LENGTH_MAX,
      required: true,
    }),
  ];
  return amount instanceof Money ? { amount, problems } : { problems };
}

/** Every mistake of a new limit that shows without asking the database. */
export function checkLimit(request: LimitRequest): { limit?: Money; problems: Problem[] } {
  const limit = readAmount(request.limit, ['input', 'limit'], { minor: 0n, text: '0 or more' });
  const problems = [
    ...checkId(request.resellerId, ['input', 'resellerId']),
    ...(limit instanceof Money ? [] : [limit]),
  ];
  return limit instanceof Money ? { limit, problems } : { problems };
}

/** Money that was received can only have been received by now; days as YYYY-MM-DD. */
export function checkReceivedOn(receivedOn: string, latestDay: string): Problem[] {
  if (receivedOn <= latestDay) return [];
  return [
    {
      code: 'INVALID_VALUE',
      message: 'The day of receipt lies in the future.',
      path: ['input', 'receivedOn'],
      facts: { rule: 'NOT_IN_FUTURE', max: latestDay },
    },
  ];
}

export function noAccountIn(
  currencyCode: string,
  accounts: readonly string[],
  amountPath: string[] = ['input', 'amount'],
): Problem {
  return {
    code: 'CURRENCY_MISMATCH',
    message:
      accounts.length === 0
        ? 'The reseller has no credit account.'
        : `The reseller has no credit account in ${currencyCode}, but in ${accounts.join(', ')}.`,
    path: [...amountPath, 'currencyCode'],
    facts: { currencyCode, accounts: [...accounts] },
  };
}

/** Unknown and out of reach look the same. */
export function noSuchReseller(): Problem {
  return {
    code: 'NOT_FOUND',
    message: 'There is no such reseller. The query "resellers" lists those of your regions.',
    path: ['input', 'resellerId'],
  };
}

export function staleAccount(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: 'Somebody else changed the account since you read it. Read it again and decide anew.',
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

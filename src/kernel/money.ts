import { assert } from './assert.js';
import { isCurrencyCode, minorDigits, type CurrencyCode } from './currency.js';

/** One digit less than a PostgreSQL bigint holds, so that sums of a few amounts still fit its column. */
const MINOR_DIGITS_MAX = 18;
const DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;
const RATE = /^\d{1,9}(?:\.\d{1,9})?$/;

/**
 * An amount in one currency, kept as a whole number of minor units. It never passes through a float, and two
 * currencies never meet: doing so is a programming error and throws.
 */
export class Money {
  private constructor(
    readonly minor: bigint,
    readonly currencyCode: CurrencyCode,
  ) {}

  /** Takes what drivers and code hold: a bigint, a bigint column's text, or a whole safe number. */
  static ofMinor(minor: bigint | string | number, currencyCode: string): Money {
    assert(isCurrencyCode(currencyCode), `"${currencyCode}" is not an ISO 4217 currency`);
    assert(
      typeof minor !== 'number' || Number.isSafeInteger(minor),
      `${String(minor)} is not a whole number of minor units`,
    );
    return new Money(BigInt(minor), currencyCode);
  }

  static zero(currencyCode: CurrencyCode): Money {
    return Money.ofMinor(0n, currencyCode);
  }

  /** Undefined when the text is no decimal, has more decimal places than the currency, or is beyond any real amount. */
  static parse(amount: string, currencyCode: CurrencyCode): Money | undefined {
    const match = DECIMAL.exec(amount);
    if (!match) return undefined;
    const [, sign, whole = '', fraction = ''] = match;
    const places = minorDigits(currencyCode);
    if (fraction.length > places) return undefined;
    const minor = BigInt(whole + fraction.padEnd(places, '0'));
    if (minor.toString().length > MINOR_DIGITS_MAX) return undefined;
    return new Money(sign === '-' ? -minor : minor, currencyCode);
  }

  static sum(amounts: Iterable<Money>, currencyCode: CurrencyCode): Money {
    let total = Money.zero(currencyCode);
    for (const amount of amounts) total = total.plus(amount);
    return total;
  }

  /** The amount as a decimal text with exactly the currency's decimal places, such as "540.00". */
  get amount(): string {
    const places = minorDigits(this.currencyCode);
    if (places === 0) return this.minor.toString();
    const digits = magnitude(this.minor)
      .toString()
      .padStart(places + 1, '0');
    const cut = digits.length - places;
    return `${this.isNegative ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`;
  }

  get isZero(): boolean {
    return this.minor === 0n;
  }

  get isNegative(): boolean {
    return this.minor < 0n;
  }

  plus(other: Money): Money {
    return new Money(this.minor + this.minorOfSame(other), this.currencyCode);
  }

  minus(other: Money): Money {
    return new Money(this.minor - this.minorOfSame(other), this.currencyCode);
  }

  times(quantity: number | bigint): Money {
    assert(
      typeof quantity === 'bigint' || Number.isSafeInteger(quantity),
      `${String(quantity)} is not a whole number`,
    );
    return new Money(this.minor * BigInt(quantity), this.currencyCode);
  }

  negated(): Money {
    return new Money(-this.minor, this.currencyCode);
  }

  compare(other: Money): -1 | 0 | 1 {
    const theirs = this.minorOfSame(other);
    if (this.minor === theirs) return 0;
    return this.minor < theirs ? -1 : 1;
  }

  /** Unlike `compare`, asking this of two currencies is fair: they are simply not equal. */
  equals(other: Money): boolean {
    return this.currencyCode === other.currencyCode && this.minor === other.minor;
  }

  toString(): string {
    return `${this.amount} ${this.currencyCode}`;
  }

  /** JSON.stringify cannot write a bigint, and audit records hold amounts. */
  toJSON(): { amount: string; currencyCode: CurrencyCode } {
    return { amount: this.amount, currencyCode: this.currencyCode };
  }

  private minorOfSame(other: Money): bigint {
    assert(
      this.currencyCode === other.currencyCode,
      `${this.currencyCode} and ${other.currencyCode} cannot be combined`,
    );
    return other.minor;
  }
}

/** The tax on a net amount at a rate in percent such as "19" or "7.5", rounded once, half away from zero. */
export function taxOn(net: Money, ratePercent: string): Money {
  assert(RATE.test(ratePercent), `"${ratePercent}" is not a rate in percent`);
  const [whole = '', fraction = ''] = ratePercent.split('.');
  const rate = BigInt(whole + fraction);
  const divisor = 100n * 10n ** BigInt(fraction.length);
  const scaled = magnitude(net.minor) * rate;
  const rounded = (2n * scaled + divisor) / (2n * divisor);
  return Money.ofMinor(net.isNegative ? -rounded : rounded, net.currencyCode);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

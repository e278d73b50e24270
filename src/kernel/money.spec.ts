import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CURRENCIES, isCurrencyCode, minorDigits, type CurrencyCode } from './currency.js';
import { Money, taxOn } from './money.js';

const currency = fc.constantFrom(...(Object.keys(CURRENCIES) as CurrencyCode[]));
const minor = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

function money(amount: string, currencyCode: CurrencyCode): Money {
  const parsed = Money.parse(amount, currencyCode);
  if (!parsed) throw new Error(`${amount} ${currencyCode} did not parse`);
  return parsed;
}

describe('currencies', () => {
  it('knows the minor digits of ISO 4217', () => {
    expect(minorDigits('EUR')).toBe(2);
    expect(minorDigits('JPY')).toBe(0);
    expect(minorDigits('KWD')).toBe(3);
    expect(isCurrencyCode('EUR')).toBe(true);
    expect(isCurrencyCode('eur')).toBe(false);
    expect(isCurrencyCode('toString')).toBe(false);
  });
});

describe('Money', () => {
  it('writes an amount with exactly the digits of its currency', () => {
    expect(Money.ofMinor(54000n, 'EUR').amount).toBe('540.00');
    expect(Money.ofMinor('5', 'EUR').amount).toBe('0.05');
    expect(Money.ofMinor(-5, 'EUR').amount).toBe('-0.05');
    expect(Money.ofMinor(1200, 'JPY').amount).toBe('1200');
    expect(Money.ofMinor(1, 'KWD').amount).toBe('0.001');
    expect(Money.zero('KWD').amount).toBe('0.000');
    expect(`${Money.ofMinor(54000n, 'EUR').toString()}`).toBe('540.00 EUR');
    expect(JSON.stringify(Money.ofMinor(1, 'EUR'))).toBe('{"amount":"0.01","currencyCode":"EUR"}');
  });

  it('parses decimals only, with no more digits than the currency has', () => {
    expect(Money.parse('540', 'EUR')?.minor).toBe(54000n);
    expect(Money.parse('540.5', 'EUR')?.minor).toBe(54050n);
    expect(Money.parse('-0.01', 'EUR')?.minor).toBe(-1n);
    for (const wrong of [
      '',
      '.',
      '1.',
      '.5',
      '1,5',
      '1e3',
      ' 1',
      '+1',
      '0x1',
      'NaN',
      '1.234',
      '--1',
    ]) {
      expect(Money.parse(wrong, 'EUR')).toBeUndefined();
    }
    expect(Money.parse('1.5', 'JPY')).toBeUndefined();
    expect(Money.parse('1.234', 'KWD')?.minor).toBe(1234n);
    expect(Money.parse('99999999999999999', 'EUR')).toBeUndefined();
  });

  it('does not combine currencies, and says so', () => {
    const euro = Money.ofMinor(1, 'EUR');
    const yen = Money.ofMinor(1, 'JPY');
    expect(() => euro.plus(yen)).toThrow('EUR and JPY cannot be combined');
    expect(() => euro.minus(yen)).toThrow('EUR and JPY cannot be combined');
    expect(() => euro.compare(yen)).toThrow('EUR and JPY cannot be combined');
    expect(euro.equals(yen)).toBe(false);
    expect(() => euro.times(1.5)).toThrow('not a whole number');
    expect(() => Money.ofMinor(0.1, 'EUR')).toThrow('not a whole number of minor units');
    expect(() => Money.ofMinor(1, 'XXX')).toThrow('not an ISO 4217 currency');
  });

  it('sums, also nothing', () => {
    expect(Money.sum([], 'EUR').amount).toBe('0.00');
    expect(Money.sum([money('6300.00', 'EUR'), money('1380.00', 'EUR')], 'EUR').amount).toBe(
      '7680.00',
    );
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(minor, currency, (units, code) => {
        const amount = Money.ofMinor(units, code);
        expect(Money.parse(amount.amount, code)?.equals(amount)).toBe(true);
      }),
    );
  });

  it('adds and multiplies as whole numbers do', () => {
    fc.assert(
      fc.property(
        minor,
        minor,
        fc.integer({ min: 0, max: 10_000 }),
        currency,
        (a, b, quantity, code) => {
          const one = Money.ofMinor(a, code);
          const two = Money.ofMinor(b, code);
          expect(one.plus(two).minus(two).equals(one)).toBe(true);
          expect(one.plus(one.negated()).isZero).toBe(true);
          expect(one.times(quantity).minor).toBe(a * BigInt(quantity));
          expect(one.compare(two)).toBe(a === b ? 0 : a < b ? -1 : 1);
        },
      ),
    );
  });
});

describe('taxOn', () => {
  it('rounds half away from zero to the minor unit', () => {
    expect(taxOn(money('7680.00', 'EUR'), '19').amount).toBe('1459.20');
    expect(taxOn(money('13.40', 'SAR'), '15').amount).toBe('2.01');
    expect(taxOn(money('6.70', 'SAR'), '15').amount).toBe('1.01');
    expect(taxOn(money('-6.70', 'SAR'), '15').amount).toBe('-1.01');
    expect(taxOn(money('5', 'JPY'), '10').amount).toBe('1');
    expect(taxOn(money('4', 'JPY'), '10').amount).toBe('0');
    expect(taxOn(money('0.010', 'KWD'), '5').amount).toBe('0.001');
    expect(taxOn(money('100.00', 'CHF'), '8.1').amount).toBe('8.10');
    expect(taxOn(money('100.00', 'EUR'), '0').amount).toBe('0.00');
    for (const wrong of ['', '-1', '19%', '1e2', '1.']) {
      expect(() => taxOn(money('1', 'EUR'), wrong)).toThrow('is not a rate in percent');
    }
  });

  it('is never further than half a minor unit from the exact tax, and symmetric', () => {
    const rate = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 999 }));
    fc.assert(
      fc.property(minor, currency, rate, (units, code, [whole, thousandths]) => {
        const text = `${whole}.${String(thousandths).padStart(3, '0')}`;
        const tax = taxOn(Money.ofMinor(units, code), text).minor;
        const exactTimes100000 = units * BigInt(whole * 1000 + thousandths);
        const error = tax * 100_000n - exactTimes100000;
        expect(error <= 50_000n && error >= -50_000n).toBe(true);
        expect(taxOn(Money.ofMinor(-units, code), text).minor).toBe(-tax);
      }),
    );
  });
});

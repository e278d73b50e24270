import { describe, expect, it } from '@jest/globals';
import { checkPayment, checkReceivedOn, noAccountIn, readAmount } from './credit.rules.js';

const request = {
  idempotencyKey: 'bank-2026-03-10-17',
  resellerId: '018f4e9e-7b1a-7c3d-8e2f-000000000001',
  amount: { amount: '540.00', currencyCode: 'EUR' },
  reference: 'RF18 5390 0754 7034',
  receivedOn: '2026-03-10',
};

describe('checkPayment', () => {
  it('finds nothing wrong with a good request and reads its amount', () => {
    const { amount, problems } = checkPayment(request);
    expect(problems).toEqual([]);
    expect(amount?.minor).toBe(54000n);
    expect(amount?.currencyCode).toBe('EUR');
  });

  it('reports every mistake at once', () => {
    const { amount, problems } = checkPayment({
      ...request,
      idempotencyKey: ' ',
      resellerId: 'R-1',
      amount: { amount: '0', currencyCode: 'EUR' },
      reference: 'x'.repeat(141),
    });
    expect(amount).toBeUndefined();
    expect(problems.map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([
      'REQUIRED input.idempotencyKey',
      'INVALID_VALUE input.resellerId',
      'INVALID_VALUE input.amount.amount',
      'INVALID_VALUE input.reference',
    ]);
  });
});

describe('readAmount', () => {
  const positive = { minor: 1n, text: 'more than 0' };

  it.each([
    ['1', 'JPY', 1n],
    ['0.001', 'KWD', 1n],
    ['0.01', 'EUR', 1n],
    ['10000000000000.00', 'EUR', 10n ** 15n],
  ])('takes %s %s', (amount, currencyCode, minor) => {
    expect(readAmount({ amount, currencyCode }, ['a'], positive)).toMatchObject({ minor });
  });

  it.each([
    ['0', 'EUR', 'RANGE'],
    ['-1', 'EUR', 'RANGE'],
    ['10000000000000.01', 'EUR', 'RANGE'],
    ['99999999999999999999', 'EUR', 'RANGE'],
    ['0.001', 'EUR', 'DECIMAL_PLACES'],
    ['0.1', 'JPY', 'DECIMAL_PLACES'],
    ['1e3', 'EUR', 'DECIMAL_PLACES'],
    ['many', 'EUR', 'DECIMAL_PLACES'],
    ['1', 'XXX', 'CURRENCY'],
  ])('refuses %s %s by the rule %s', (amount, currencyCode, rule) => {
    expect(readAmount({ amount, currencyCode }, ['a'], positive)).toMatchObject({
      code: 'INVALID_VALUE',
      facts: { rule },
    });
  });
});

describe('checkReceivedOn', () => {
  it('takes the latest day that it is anywhere, and none after it', () => {
    expect(checkReceivedOn('2026-03-10', '2026-03-10')).toEqual([]);
    expect(checkReceivedOn('2026-03-11', '2026-03-10')).toEqual([
      {
        code: 'INVALID_VALUE',
        message: 'The day of receipt lies in the future.',
        path: ['input', 'receivedOn'],
        facts: { rule: 'NOT_IN_FUTURE', max: '2026-03-10' },
      },
    ]);
  });
});

describe('noAccountIn', () => {
  it('names the currencies that there are', () => {
    expect(noAccountIn('JPY', ['EUR', 'GBP'])).toEqual({
      code: 'CURRENCY_MISMATCH',
      message: 'The reseller has no credit account in JPY, but in EUR, GBP.',
      path: ['input', 'amount', 'currencyCode'],
      facts: { currencyCode: 'JPY', accounts: ['EUR', 'GBP'] },
    });
  });
});

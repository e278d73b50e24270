import { describe, expect, it } from '@jest/globals';
import { BLANK_ADDRESS, changedAddress, checkAddress, givenIn } from './address.rules.js';

const isCountry = (code: string) => code === 'DE';
const good = {
  label: 'Dock',
  recipient: 'Goods in',
  line1: 'Hafenstraße 1',
  city: 'Hamburg',
  countryCode: 'DE',
};

function wrongIn(wish: object): string[] {
  return checkAddress({ ...good, ...wish }, isCountry).map(
    ({ code, path, facts }) =>
      `${code} ${path.join('.')}${facts ? ` ${JSON.stringify(facts['rule'])}` : ''}`,
  );
}

describe('an address', () => {
  it('needs no more than label, recipient, street, city and country', () => {
    expect(wrongIn({})).toEqual([]);
    expect(wrongIn({ label: ' ', recipient: '', line1: null, city: '', countryCode: '' })).toEqual(
      ['label', 'recipient', 'line1', 'city', 'countryCode'].map((f) => `REQUIRED input.${f}`),
    );
  });

  it.each([
    ['label', 80],
    ['recipient', 200],
    ['line1', 200],
    ['line2', 200],
    ['city', 100],
    ['region', 100],
    ['postalCode', 20],
  ])('has a %s of at most %i characters', (field, max) => {
    expect(wrongIn({ [field]: '漢'.repeat(max) })).toEqual([]);
    expect(wrongIn({ [field]: 'x'.repeat(max + 1) })).toEqual([
      `INVALID_VALUE input.${field} "LENGTH"`,
    ]);
  });

  it.each(['de', 'XX', 'D', 'ß'])('is in no country such as %s', (countryCode) => {
    expect(wrongIn({ countryCode })).toEqual(['INVALID_VALUE input.countryCode "COUNTRY"']);
  });

  it.each(['+49 30 1234567', '(030) 12 34 56', '030/123-45.6'])(
    'has a phone such as %s',
    (phone) => {
      expect(wrongIn({ phone })).toEqual([]);
    },
  );

  it.each(['call me', '1', '+', '12;34567'])('has no phone such as %s', (phone) => {
    expect(wrongIn({ phone })).toEqual(['INVALID_VALUE input.phone "FORMAT"']);
  });

  it('keeps what a change leaves out, and loses what is null or blank', () => {
    const before = { ...BLANK_ADDRESS, ...good, line2: 'Gate 2', phone: '0301' };
    const wish = { line2: null, phone: '  ', city: ' Bremen ' };
    expect(givenIn(wish)).toEqual(['line2', 'city', 'phone']);
    expect(changedAddress(before, wish)).toEqual({
      ...before,
      line2: null,
      phone: null,
      city: 'Bremen',
    });
    expect(checkAddress({ city: null }, isCountry, ['city'])).toHaveLength(1);
    expect(checkAddress({ city: null }, isCountry, [])).toEqual([]);
  });
});

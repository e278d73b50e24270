import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSpecValue, typedValue, type SpecRule } from './spec-value.rules.js';

const PATH = ['input', 'specs', '0', 'value'];
const ruleOf = (type: SpecRule['type'], enumValues: string[] | null = null): SpecRule => ({
  id: 'id',
  code: 'SPEC',
  type,
  enumValues,
});
const number = (text: string) => readSpecValue(ruleOf('NUMBER'), text, PATH);

describe('readSpecValue', () => {
  it.each([
    ['16', '16'],
    [' 016.50 ', '16.5'],
    ['0', '0'],
    ['-0.00', '0'],
    ['-13.30', '-13.3'],
    ['0.05', '0.05'],
    ['00', '0'],
    ['12345678901234567890.1234567891', '12345678901234567890.1234567891'],
  ])('reads the number %j as %j', (text, expected) => {
    expect(number(text)).toBe(expected);
  });

  it.each([
    '',
    'abc',
    '1e3',
    '1,5',
    '+5',
    '.5',
    '5.',
    '0x10',
    '١٦',
    '1 000',
    'NaN',
    '1'.repeat(21),
  ])('refuses the number %j, and says how one is written', (text) => {
    expect(number(text)).toMatchObject({
      code: 'INVALID_VALUE',
      path: PATH,
      facts: { rule: 'NUMBER' },
    });
  });

  it('reads every way of writing a number alike, and what it wrote as it is', () => {
    const digits = fc.stringMatching(/^[0-9]{1,12}$/);
    const zeros = fc.nat(5).map((count) => '0'.repeat(count));
    fc.assert(
      fc.property(digits, digits, zeros, zeros, (whole, fraction, before, after) => {
        const short = fraction.slice(0, 4);
        const read = number(`${whole}.${short}`);
        expect(number(`${before}${whole}.${short}${after}`)).toBe(read);
        expect(typeof read).toBe('string');
        expect(typeof read === 'string' && number(read)).toBe(read);
        expect(Number(read)).toBe(Number(`${whole}.${short}`));
      }),
    );
  });

  it('takes of an ENUM what is in its list, and names the list otherwise', () => {
    const values = fc.uniqueArray(fc.stringMatching(/^[A-Z]{1,5}$/), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.stringMatching(/^[A-Z]{1,5}$/), (allowed, value) => {
        const read = readSpecValue(ruleOf('ENUM', allowed), value, PATH);
        if (allowed.includes(value)) expect(read).toBe(value);
        else expect(read).toMatchObject({ code: 'INVALID_VALUE', facts: { rule: 'ENUM' } });
      }),
    );
    expect(readSpecValue(ruleOf('ENUM', ['US', 'DE']), 'us', PATH)).toMatchObject({
      message: 'SPEC is one of US, DE.',
    });
  });

  it('keeps a message about a long list short', () => {
    const many = Array.from({ length: 200 }, (_, n) => `V${n}`);
    const read = readSpecValue(ruleOf('ENUM', many), 'none', PATH);
    expect(read).toMatchObject({ message: expect.stringMatching(/V49 and 150 more\.$/) });
  });

  it.each(['TRUE', 'yes', '1', '', 'falsch'])('refuses the boolean %j', (text) => {
    expect(readSpecValue(ruleOf('BOOLEAN'), text, PATH)).toMatchObject({
      message: 'SPEC is either true or false.',
    });
  });

  it('takes any text that can be stored, and none that is blank', () => {
    expect(readSpecValue(ruleOf('TEXT'), ' 14″ 📦 ', PATH)).toBe('14″ 📦');
    for (const text of ['', '  ', 'a\u0000', 'x'.repeat(501)]) {
      expect(readSpecValue(ruleOf('TEXT'), text, PATH)).toMatchObject({ code: 'INVALID_VALUE' });
    }
  });
});

describe('typedValue', () => {
  it('fills exactly the column of the type', () => {
    const none = { numberValue: null, textValue: null, booleanValue: null };
    expect(typedValue('NUMBER', '16')).toEqual({ ...none, numberValue: '16' });
    expect(typedValue('ENUM', 'US')).toEqual({ ...none, textValue: 'US' });
    expect(typedValue('TEXT', 'grey')).toEqual({ ...none, textValue: 'grey' });
    expect(typedValue('BOOLEAN', 'true')).toEqual({ ...none, booleanValue: true });
    expect(typedValue('BOOLEAN', 'false')).toEqual({ ...none, booleanValue: false });
  });
});

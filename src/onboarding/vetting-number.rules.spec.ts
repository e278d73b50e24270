import { describe, expect, it } from '@jest/globals';
import { judgePartnerLocation, judgeTaxId } from './vetting-number.rules.js';

describe('A tax id', () => {
  it.each([
    [{ isValid: true, compact: 'DE136695976', isChecked: true }, true, 'right by the rules'],
    [{ isValid: true, compact: '12345', isChecked: false }, false, 'No rules for tax ids of DE'],
    [{ isValid: false, rule: 'TAX_ID_CHECK_DIGIT' }, false, 'breaks the rules for tax ids of DE'],
  ] as const)('%j: %s', (verdict, passed, note) => {
    expect(judgeTaxId({ countryCode: 'DE', verdict })).toEqual({
      passed,
      note: expect.stringContaining(note),
    });
  });
});

describe('A partner location id', () => {
  it.each([
    ['1234', false, true, 'no reseller has the same one'],
    ['123456789012', false, true, 'no reseller has the same one'],
    ['123', false, false, '4 to 12 digits'],
    ['1234567890123', false, false, '4 to 12 digits'],
    ['12a4', false, false, '4 to 12 digits'],
    [null, false, false, 'No partner location id was given'],
    ['1234567', true, false, 'Another reseller has the same one'],
  ])('%s, taken %s: passed %s', (partnerLocationId, isTaken, passed, note) => {
    expect(judgePartnerLocation({ partnerLocationId, isTaken })).toEqual({
      passed,
      note: expect.stringContaining(note),
    });
  });
});

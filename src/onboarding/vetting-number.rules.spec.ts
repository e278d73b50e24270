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
    ['1234', null, true, 'no reseller has the same one'],
    ['123456789012', null, true, 'no reseller has the same one'],
    ['123', null, false, '4 to 12 digits'],
    ['1234567890123', null, false, '4 to 12 digits'],
    ['12a4', null, false, '4 to 12 digits'],
    [null, null, false, 'No partner location id was given'],
    ['1234567', 'Acme GmbH', false, 'Acme GmbH has the same one'],
  ])('%s, held by %s: %s', (partnerLocationId, holder, passed, note) => {
    expect(judgePartnerLocation({ partnerLocationId, holder })).toEqual({
      passed,
      note: expect.stringContaining(note),
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COUNTRY_CODES } from '../market/index.js';
import { StdnumTaxIds } from './stdnum-tax-ids.js';

const check = await new StdnumTaxIds().rules();

describe('a tax id that is right', () => {
  // Examples that the authorities or the makers of the rules have published.
  it.each([
    ['AT', 'ATU13585627', 'U13585627'],
    ['BR', '16.727.230/0001-97', '16727230000197'],
    ['CN', '91110000600037341L', '91110000600037341L'],
    ['DE', 'DE 136,695 976', '136695976'],
    ['EC', '1792060346-001', '1792060346001'],
    ['EC', '0101016905-001', '0101016905001'],
    ['ES', 'B-58378431', 'B58378431'],
    ['FR', 'FR 40 303265045', '40303265045'],
    ['GB', 'GB 980 7806 84', '980780684'],
    ['GR', 'EL 094259216', '094259216'],
    ['IN', '27AAPFU0939F1ZV', '27AAPFU0939F1ZV'],
    ['IT', 'IT 00743110157', '00743110157'],
    ['JP', '5-8356-7825-6246', '5835678256246'],
    ['NL', 'NL004495445B01', '004495445B01'],
    ['PL', 'PL 8567346215', '8567346215'],
    ['SE', 'SE123456789701', '123456789701'],
    ['US', '12-3456789', '123456789'],
  ])('of %s, %s, is kept as %s', (countryCode, taxId, compact) => {
    const verdict = { isValid: true, compact, isChecked: true };
    expect(check(countryCode, taxId)).toEqual(verdict);
    // An edit looks at what was kept.
    expect(check(countryCode, compact)).toEqual(verdict);
  });

  it('of a country that is not known is looked at by its shape alone, and says so', () => {
    expect(check('AE', '100-1234-5678-9003')).toEqual({
      isValid: true,
      compact: '100123456789003',
      isChecked: false,
    });
  });
});

describe('a tax id that is wrong', () => {
  it.each([
    ['DE', '136695978', 'TAX_ID_CHECK_DIGIT'],
    ['DE', 'DE136695977', 'TAX_ID_CHECK_DIGIT'],
    ['GB', 'GB 802311781', 'TAX_ID_CHECK_DIGIT'],
    ['IN', '27AAPFU0939F1ZO', 'TAX_ID_CHECK_DIGIT'],
    ['CN', '91110000600037342L', 'TAX_ID_CHECK_DIGIT'],
    ['DE', 'not a number', 'TAX_ID_FORMAT'],
    ['JP', '12', 'TAX_ID_LENGTH'],
    ['AE', '12', 'TAX_ID_LENGTH'],
    ['AE', '????', 'TAX_ID_FORMAT'],
    // Without Latin letters and digits two of them could not be told apart.
    ['AE', '١٠٠٢٠٠٣٠٠', 'TAX_ID_FORMAT'],
  ])('of %s, %s, breaks %s', (countryCode, taxId, rule) => {
    expect(check(countryCode, taxId)).toEqual({ isValid: false, rule });
  });
});

describe('every country', () => {
  it('gets an answer to every text', () => {
    const country = fc.constantFrom(...COUNTRY_CODES);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[A-Z]{0,3}[0-9]{5,15}$/),
    );
    fc.assert(
      fc.property(country, text, (countryCode, taxId) => {
        expect(typeof check(countryCode, taxId).isValid).toBe('boolean');
      }),
      { numRuns: 2000 },
    );
  });
});

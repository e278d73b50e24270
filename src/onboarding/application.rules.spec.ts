import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Problem } from '../kernel/index.js';
import { missingParts, missingProblems } from './application-completeness.rules.js';
import { changedFields, checkEdit, checksAbout, factsOf } from './application-edit.rules.js';
import {
  EMPTY_CONTENT,
  readContent,
  type ApplicationInput,
  type ContentJudges,
} from './application.rules.js';
import { StdnumTaxIds } from './stdnum-tax-ids.js';

const taxId = await new StdnumTaxIds().rules();
const judges: ContentJudges = {
  countries: new Set(['DE', 'IN', 'AE']),
  taxId,
};

const read = (input: ApplicationInput, before = EMPTY_CONTENT) =>
  readContent(input, before, judges);

const ruleOf = (facts: Problem['facts']): string | undefined => {
  const rule = facts?.['rule'];
  return typeof rule === 'string' ? rule : undefined;
};

/** Path and rule, or code where there is no rule. */
const told = (input: ApplicationInput, before = EMPTY_CONTENT) =>
  read(input, before).problems.map(({ code, path, facts }) =>
    [path.slice(1).join('.'), ruleOf(facts) ?? code].join(' '),
  );

const COMPLETE: ApplicationInput = {
  legalName: ' Nordlicht Devices GmbH ',
  address: { line1: 'Street 1', line2: '  ', city: 'Berlin', postalCode: '10115' },
  countryCode: 'DE',
  taxId: 'DE 136,695 976',
  website: 'https://example.com/de',
  partnerType: 'DIRECT_RESELLER',
  partnerLocationId: '4012345',
  partnerGlobalId: null,
  marketCodes: ['FR', 'DE', 'FR'],
  expectedVolume: { amount: '250000.5', currencyCode: 'EUR' },
  contacts: [{ name: 'Nora Lind', role: 'Buyer', email: 'nora@example.com' }],
};

describe('readContent', () => {
  it('trims, drops what is blank, writes the tax id in its compact form and sorts the markets', () => {
    const { content, problems } = read(COMPLETE);
    expect(problems).toEqual([]);
    expect({ ...content, expectedVolume: content.expectedVolume?.toJSON() }).toEqual({
      legalName: 'Nordlicht Devices GmbH',
      line1: 'Street 1',
      line2: null,
      city: 'Berlin',
      region: null,
      postalCode: '10115',
      countryCode: 'DE',
      taxId: '136695976',
      taxIdChecked: true,
      website: 'https://example.com/de',
      partnerType: 'DIRECT_RESELLER',
      partnerLocationId: '4012345',
      partnerGlobalId: null,
      expectedVolume: { amount: '250000.50', currencyCode: 'EUR' },
      contacts: [{ name: 'Nora Lind', role: 'Buyer', email: 'nora@example.com', phone: null }],
      marketCodes: ['DE', 'FR'],
    });
  });

  it('leaves what is left out, and clears what is null', () => {
    const { content } = read(COMPLETE);
    expect(read({}, content).content).toEqual(content);
    const cleared = read({ legalName: null, address: null, contacts: null }, content).content;
    expect(changedFields(content, cleared)).toEqual([
      'legalName',
      'line1',
      'city',
      'postalCode',
      'contacts',
    ]);
  });

  it('says everything that is wrong at once', () => {
    expect(
      told({
        legalName: 'x'.repeat(201),
        address: { city: 'y'.repeat(101) },
        countryCode: 'XX',
        website: 'ftp://example.com',
        partnerLocationId: '123',
        partnerGlobalId: '12a4',
        expectedVolume: { amount: '0', currencyCode: 'EUR' },
        contacts: [{ email: 'nobody' }, { name: 'z'.repeat(201), phone: 'call me' }],
      }),
    ).toEqual([
      'legalName LENGTH',
      'address.city LENGTH',
      'expectedVolume.amount AMOUNT',
      'contacts.0.email FORMAT',
      'contacts.1.name LENGTH',
      'contacts.1.phone FORMAT',
      'website URL',
      'partnerLocationId FORMAT',
      'partnerGlobalId FORMAT',
      'countryCode COUNTRY',
    ]);
  });

  it.each([
    ['0', 'AMOUNT'],
    ['-1', 'AMOUNT'],
    ['1.005', 'AMOUNT'],
    ['1e3', 'AMOUNT'],
    ['99999999999999999999', 'AMOUNT'],
  ])('refuses a volume of %s', (amount, rule) => {
    expect(told({ expectedVolume: { amount, currencyCode: 'EUR' } })).toEqual([
      `expectedVolume.amount ${rule}`,
    ]);
  });

  it('takes ten contacts and fifty markets, and no more', () => {
    const contacts = (n: number) => Array.from({ length: n }, () => ({ name: 'Nora Lind' }));
    expect(told({ contacts: contacts(10) })).toEqual([]);
    expect(told({ contacts: contacts(11) })).toEqual(['contacts COUNT']);
    expect(told({ marketCodes: Array.from({ length: 51 }, () => 'DE') })).toEqual([
      'marketCodes COUNT',
    ]);
  });

  it('judges the tax id by the country, whichever of the two is given last', () => {
    expect(told({ taxId: 'DE136695977' })).toEqual([]);
    const { content } = read({ taxId: 'DE136695977' });
    expect(content).toMatchObject({ taxId: 'DE136695977', taxIdChecked: null });
    expect(told({ countryCode: 'DE' }, content)).toEqual(['taxId TAX_ID_CHECK_DIGIT']);
    expect(read({ countryCode: 'AE' }, content).content).toMatchObject({ taxIdChecked: false });
  });

  it('never throws, whatever somebody sends', () => {
    const text = fc.option(fc.string({ unit: 'binary' }));
    const anything = fc.record(
      {
        legalName: text,
        countryCode: fc.option(fc.constantFrom('DE', 'IN', 'AE', 'XX', '')),
        taxId: text,
        website: text,
        partnerLocationId: text,
        partnerGlobalId: text,
        marketCodes: fc.option(fc.array(fc.string())),
        contacts: fc.option(fc.array(fc.record({ name: text, email: text, phone: text }))),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anything, (input) => {
        const { content, problems } = read(input);
        expect(Array.isArray(missingParts(content))).toBe(true);
        expect(problems.every(({ path }) => path[0] === 'input')).toBe(true);
      }),
    );
  });
});

describe('what is missing', () => {
  it('is nothing of a complete application', () => {
    expect(missingParts(read(COMPLETE).content)).toEqual([]);
  });

  it('is everything that is needed of an empty one, with the way to it', () => {
    expect(missingParts(EMPTY_CONTENT).map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['REQUIRED', 'legalName'],
      ['REQUIRED', 'address.line1'],
      ['REQUIRED', 'address.city'],
      ['REQUIRED', 'countryCode'],
      ['REQUIRED', 'taxId'],
      ['REQUIRED', 'partnerType'],
      ['REQUIRED', 'partnerLocationId'],
      ['REQUIRED', 'expectedVolume'],
      ['REQUIRED', 'marketCodes'],
      ['REQUIRED', 'contacts'],
    ]);
  });

  it('is asked of each contact', () => {
    const { content } = read({ ...COMPLETE, contacts: [{ name: 'Nora Lind' }, { role: 'Buyer' }] });
    const problems = missingProblems(content, ['input', 'applicationId']);
    expect(problems.map(({ path }) => path.join('.'))).toEqual([
      'input.applicationId.contacts.0.role',
      'input.applicationId.contacts.0.email',
      'input.applicationId.contacts.1.name',
      'input.applicationId.contacts.1.email',
    ]);
  });
});

describe('an edit after the submission', () => {
  const before = read(COMPLETE).content;
  const changed = (input: ApplicationInput) => changedFields(before, read(input, before).content);

  it('keeps country, partner type and markets', () => {
    const input = { countryCode: 'IN', partnerType: 'DISTRIBUTOR', marketCodes: [] } as const;
    const after = read(input, before).content;
    expect(checkEdit('DRAFT', before, after)).toEqual([]);
    expect(
      checkEdit('ACTION_REQUIRED', before, after).map(({ path, facts }) => [path, facts?.['rule']]),
    ).toEqual([
      [['input', 'countryCode'], 'FIXED'],
      [['input', 'partnerType'], 'FIXED'],
      [['input', 'marketCodes'], 'FIXED'],
    ]);
  });

  it('clears nothing that is needed', () => {
    const after = read({ taxId: null, website: null, contacts: [] }, before).content;
    expect(
      checkEdit('ACTION_REQUIRED', before, after).map(({ code, path }) => [code, path]),
    ).toEqual([
      ['REQUIRED', ['input', 'taxId']],
      ['REQUIRED', ['input', 'contacts']],
    ]);
  });

  it.each<[ApplicationInput, string[]]>([
    [{}, []],
    [{ expectedVolume: null }, []],
    [{ taxId: '111111125' }, ['TAX_ID']],
    [{ website: null }, ['EMAIL_OWNERSHIP', 'EMPLOYMENT', 'BUSINESS']],
    [{ partnerGlobalId: '4098765' }, ['PARTNER_LOCATION_ID']],
    [{ address: { line1: 'Street 2', city: 'Berlin' } }, ['BUSINESS', 'SANCTIONS']],
    [{ contacts: [] }, ['EMPLOYMENT', 'SANCTIONS']],
    [
      { legalName: 'Südlicht Devices GmbH' },
      ['EMPLOYMENT', 'BUSINESS', 'TAX_ID', 'PARTNER_LOCATION_ID', 'SANCTIONS'],
    ],
  ])('%j makes the checks %j begin anew', (input, checks) => {
    expect(checksAbout(changed(input))).toEqual(checks);
  });

  it('is kept as plain facts', () => {
    expect(factsOf(before, ['legalName', 'expectedVolume', 'marketCodes'])).toEqual({
      legalName: 'Nordlicht Devices GmbH',
      expectedVolume: { amount: '250000.50', currencyCode: 'EUR' },
      marketCodes: ['DE', 'FR'],
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  checkDueOn,
  checkReason,
  checkReauthorization,
  checkUpdate,
  updated,
} from './reseller-lifecycle.rules.js';

const company = {
  legalName: 'Nordlicht Handel GmbH',
  tier: 'PREMIER',
  partnerLocationId: '4711001',
  partnerGlobalId: null,
} as const;

const briefly = (problems: { code: string; path: string[]; facts?: object }[]): unknown[] =>
  problems.map(({ code, path, facts }) => [code, path.join('.'), facts]);

describe('checkReason', () => {
  it('asks for one to 500 characters', () => {
    expect(briefly(checkReason(' \n'))).toEqual([['REQUIRED', 'input.reason', undefined]]);
    expect(checkReason('x'.repeat(500))).toEqual([]);
    expect(checkReason('x'.repeat(501))).toMatchObject([{ facts: { rule: 'LENGTH' } }]);
  });
});

describe('checkDueOn', () => {
  it('takes a day from tomorrow until a year ahead', () => {
    for (const day of ['2026-11-24', '2027-01-22', '2027-11-24']) {
      expect(checkDueOn(day, '2026-11-23')).toEqual([]);
    }
    for (const day of ['2026-11-23', '2020-01-01', '2027-11-25', '9999-12-31']) {
      expect(briefly(checkDueOn(day, '2026-11-23'))).toEqual([
        ['INVALID_VALUE', 'input.dueOn', { rule: 'RANGE', min: '2026-11-24', max: '2027-11-24' }],
      ]);
    }
  });
});

describe('an update', () => {
  it('keeps what is left out, clears what is null, and trims the rest', () => {
    expect(updated(company, {})).toEqual(company);
    expect(
      updated(company, { legalName: ' N ', partnerLocationId: null, partnerGlobalId: ' 4711 ' }),
    ).toEqual({
      legalName: 'N',
      tier: 'PREMIER',
      partnerLocationId: null,
      partnerGlobalId: '4711',
    });
  });

  it('names every mistake', () => {
    const update = { legalName: null, partnerLocationId: '', partnerGlobalId: '1234567890123' };
    expect(briefly(checkUpdate(update))).toEqual([
      ['REQUIRED', 'input.legalName', undefined],
      ['INVALID_VALUE', 'input.partnerLocationId', { rule: 'PARTNER_ID' }],
      ['INVALID_VALUE', 'input.partnerGlobalId', { rule: 'PARTNER_ID' }],
    ]);
    expect(checkUpdate({ partnerLocationId: null, partnerGlobalId: '4711' })).toEqual([]);
  });
});

describe('checkReauthorization', () => {
  it('asks for both partner ids and each agreement that is open', () => {
    const open = [{ id: 'a1', regionCode: 'EMEA' }];
    expect(briefly(checkReauthorization({ ...company, partnerLocationId: null }, open))).toEqual([
      ['REQUIRED', 'reseller.partnerLocationId', undefined],
      ['REQUIRED', 'reseller.partnerGlobalId', undefined],
      ['AGREEMENT_NOT_ACCEPTED', 'reseller.agreements', { agreementId: 'a1' }],
    ]);
    expect(checkReauthorization({ ...company, partnerGlobalId: '4711' }, [])).toEqual([]);
  });
});

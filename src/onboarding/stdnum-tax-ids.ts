import { Injectable } from '@nestjs/common';
import type * as Stdnum from 'stdnum';
import type { Validator } from 'stdnum';
import type { TaxIdChecker, TaxIdRule, TaxIdRules, TaxIdVerdict } from './tax-id.port.js';

/** Of the numbers that stdnum counts to no company, those that companies give as their tax id. */
const FURTHER: Readonly<Record<string, readonly string[]>> = {
  DZ: ['nif'],
  EG: ['tn'],
  GB: ['utr'],
  GH: ['tin'],
  HR: ['oib'],
  IN: ['gstin'],
  KE: ['pin'],
  ME: ['pib'],
  MK: ['edb'],
  TH: ['tin'],
  TN: ['mf'],
};

/** The error that tells most about what somebody has mistyped comes last. */
const RULES: readonly [string, TaxIdRule][] = [
  ['InvalidLength', 'TAX_ID_LENGTH'],
  ['InvalidFormat', 'TAX_ID_FORMAT'],
  ['InvalidComponent', 'TAX_ID_FORMAT'],
  ['InvalidChecksum', 'TAX_ID_CHECK_DIGIT'],
];

/** The numbers of the countries that stdnum knows; of the others the shape alone. */
@Injectable()
export class StdnumTaxIds implements TaxIdChecker {
  async rules(): Promise<TaxIdRules> {
    const library = await import('stdnum');
    return (countryCode, taxId) => verdictOf(validatorsOf(library, countryCode), taxId);
  }
}

function verdictOf(validators: readonly Validator[], taxId: string): TaxIdVerdict {
  if (validators.length === 0) return shapeOf(taxId);
  let worst = -1;
  for (const validator of validators) {
    const result = judgedBy(validator, taxId);
    if (typeof result !== 'string') return result;
    worst = Math.max(
      worst,
      RULES.findIndex(([error]) => error === result),
    );
  }
  return { isValid: false, rule: RULES[worst]?.[1] ?? 'TAX_ID_FORMAT' };
}

/** What it is when it is right, else the name of the error. */
function judgedBy(validator: Validator, taxId: string): TaxIdVerdict | string {
  try {
    const result = validator.validate(taxId);
    if (!result.isValid) return result.error.constructor.name;
    // One of them (EC) leaves out what it needs itself: what is kept must be right when it is looked at again.
    const isWhole = validator.validate(result.compact).isValid;
    return { isValid: true, compact: isWhole ? result.compact : bare(taxId), isChecked: true };
  } catch {
    // Some of them take a number apart before they have looked at it.
    return 'InvalidFormat';
  }
}

function validatorsOf(
  { entityValidators, euVat, stdnum }: typeof Stdnum,
  countryCode: string,
): Validator[] {
  const further = (FURTHER[countryCode] ?? []).map((name) => stdnum[countryCode]?.[name]);
  return [
    ...new Set([
      ...(euVat[countryCode] ?? []),
      ...(entityValidators[countryCode] ?? []),
      ...further.filter((validator) => validator !== undefined),
    ]),
  ];
}

function shapeOf(taxId: string): TaxIdVerdict {
  const compact = bare(taxId);
  // What has other letters or digits could not be compared with what somebody else gives.
  if (!/^[0-9A-Z]+$/.test(compact)) return { isValid: false, rule: 'TAX_ID_FORMAT' };
  return compact.length >= 4
    ? { isValid: true, compact, isChecked: false }
    : { isValid: false, rule: 'TAX_ID_LENGTH' };
}

function bare(taxId: string): string {
  return taxId.replace(/[\s./-]/gu, '').toUpperCase();
}

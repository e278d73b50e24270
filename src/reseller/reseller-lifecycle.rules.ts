import { addDays, checkText, type Problem } from '../kernel/index.js';
import type { ResellerTier } from './reseller.enum.js';
import { invalidValue, missing } from './reseller.problems.js';

const REASON_LENGTH_MAX = 500;
const NAME_LENGTH_MAX = 200;
const PARTNER_ID = /^[0-9]{4,12}$/;
const DUE_DAYS_MAX = 366;

/** How long a reseller has when the yearly reauthorisation is demanded, in days. */
export const REAUTHORIZATION_DAYS = 60;

export interface CompanyFacts {
  legalName: string;
  tier: ResellerTier;
  partnerLocationId: string | null;
  partnerGlobalId: string | null;
}

/** What is absent stays; null clears. */
export interface CompanyUpdate {
  legalName?: string | null;
  partnerLocationId?: string | null;
  partnerGlobalId?: string | null;
}

export function checkReason(reason: string): Problem[] {
  return checkText(reason, { path: ['input', 'reason'], max: REASON_LENGTH_MAX, required: true });
}

/** The day must lie ahead in every market of the reseller, and no further than a year. */
export function checkDueOn(dueOn: string, firstToday: string): Problem[] {
  const last = addDays(firstToday, DUE_DAYS_MAX);
  if (dueOn > firstToday && dueOn <= last) return [];
  return [
    {
      code: 'INVALID_VALUE',
      message: `Give a day after ${firstToday}, until ${last}.`,
      path: ['input', 'dueOn'],
      facts: { rule: 'RANGE', min: addDays(firstToday, 1), max: last },
    },
  ];
}

/** Every mistake of an update that shows without asking the database. */
export function checkUpdate(update: CompanyUpdate): Problem[] {
  const { legalName } = update;
  return [
    ...(legalName === undefined
      ? []
      : checkText(legalName, {
          singleLine: true,
          path: ['input', 'legalName'],
          max: NAME_LENGTH_MAX,
          required: true,
          name: 'legal name',
        })),
    ...checkPartnerId(update.partnerLocationId, 'partnerLocationId'),
    ...checkPartnerId(update.partnerGlobalId, 'partnerGlobalId'),
  ];
}

function checkPartnerId(value: string | null | undefined, field: string): Problem[] {
  if (value == null || PARTNER_ID.test(value.trim())) return [];
  const message = 'A Microsoft partner id consists of 4 to 12 digits.';
  return [invalidValue(['input', field], 'PARTNER_ID', message)];
}

export function updated(company: CompanyFacts, update: CompanyUpdate): CompanyFacts {
  const { legalName, partnerLocationId, partnerGlobalId } = update;
  return {
    tier: company.tier,
    legalName: legalName?.trim() ?? company.legalName,
    partnerLocationId: given(partnerLocationId, company.partnerLocationId),
    partnerGlobalId: given(partnerGlobalId, company.partnerGlobalId),
  };
}

function given(value: string | null | undefined, present: string | null): string | null {
  return value === undefined ? present : (value?.trim() ?? null);
}

/** What a reseller must have before it is reauthorised: both partner ids, and every agreement that is asked of it. */
export function checkReauthorization(
  company: CompanyFacts,
  openAgreements: readonly { id: string; regionCode: string }[],
): Problem[] {
  const hint = 'resellerUpdate writes it down.';
  return [
    ...(company.partnerLocationId === null
      ? [missing(['reseller', 'partnerLocationId'], `The partner location id is missing: ${hint}`)]
      : []),
    ...(company.partnerGlobalId === null
      ? [missing(['reseller', 'partnerGlobalId'], `The partner global id is missing: ${hint}`)]
      : []),
    ...openAgreements.map(({ id, regionCode }) => ({
      code: 'AGREEMENT_NOT_ACCEPTED',
      message: `The agreement of ${regionCode} is not accepted. An administrator of the reseller can accept it.`,
      path: ['reseller', 'agreements'],
      facts: { agreementId: id },
    })),
  ];
}

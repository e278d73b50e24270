import type { Facts, Problem } from '../kernel/index.js';
import { missingProblems } from './application-completeness.rules.js';
import type { VettingCheckKind } from './application.enum.js';
import type { ApplicationState } from './application.machine.js';
import type { ApplicationContent } from './application.row.js';
import { invalid } from './application.rules.js';

type Field = keyof ApplicationContent;

/** They say who looks at an application and by which rules, so that they stay once somebody does. */
const FIXED: readonly Field[] = ['countryCode', 'partnerType', 'marketCodes'];

const PLACE: readonly Field[] = ['line1', 'line2', 'city', 'region', 'postalCode', 'countryCode'];

/** What each check is about. */
const ABOUT: Readonly<Record<VettingCheckKind, readonly Field[]>> = {
  // The address of the applicant is compared with it.
  EMAIL_OWNERSHIP: ['website'],
  EMPLOYMENT: ['legalName', 'website', 'contacts'],
  BUSINESS: ['legalName', 'website', ...PLACE],
  TAX_ID: ['legalName', 'countryCode', 'taxId'],
  PARTNER_LOCATION_ID: ['legalName', 'partnerLocationId', 'partnerGlobalId'],
  SANCTIONS: ['legalName', 'contacts', ...PLACE],
};

/** The fields that differ, in the order of their names in the content. */
export function changedFields(before: ApplicationContent, after: ApplicationContent): Field[] {
  return (Object.keys(after) as Field[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
}

/**
 * What an application that was submitted keeps, and what cannot be cleared any more: it stays complete, since its checks
 * may all be passed before it is handed in again.
 */
export function checkEdit(
  state: ApplicationState,
  before: ApplicationContent,
  after: ApplicationContent,
): Problem[] {
  if (state === 'DRAFT') return [];
  const { countryCode, partnerType, marketCodes } = before;
  const changed = changedFields(before, after);
  const message = 'It stays as it was submitted. Withdraw the application and begin a new one.';
  return [
    ...FIXED.filter((field) => changed.includes(field)).map((field) =>
      invalid(['input', field], 'FIXED', message),
    ),
    ...missingProblems({ ...after, countryCode, partnerType, marketCodes }, ['input']),
  ];
}

/** The checks that were made of something else than what stands there now. */
export function checksAbout(changed: readonly Field[]): VettingCheckKind[] {
  return (Object.keys(ABOUT) as VettingCheckKind[]).filter((kind) =>
    ABOUT[kind].some((field) => changed.includes(field)),
  );
}

/** The fields as the audit trail keeps them. */
export function factsOf(content: ApplicationContent, fields: readonly Field[]): Facts {
  const all: Facts = {
    ...content,
    contacts: content.contacts.map((contact) => ({ ...contact })),
    expectedVolume: content.expectedVolume?.toJSON() ?? null,
  };
  return Object.fromEntries(fields.map((field) => [field, all[field] ?? null]));
}

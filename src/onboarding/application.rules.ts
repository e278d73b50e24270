import {
  checkCount,
  checkText,
  isCurrencyCode,
  minorDigits,
  Money,
  type Problem,
} from '../kernel/index.js';
import type { ApplicationContact, ApplicationContent } from './application.row.js';
import type { TaxIdRule, TaxIdRules } from './tax-id.port.js';

/** What the applicant sends: what is left out stays as it is, null and blank clear it. */
export interface ApplicationInput {
  legalName?: string | null;
  address?: AddressInput | null;
  countryCode?: string | null;
  taxId?: string | null;
  website?: string | null;
  partnerType?: ApplicationContent['partnerType'];
  partnerLocationId?: string | null;
  partnerGlobalId?: string | null;
  marketCodes?: readonly string[] | null;
  expectedVolume?: { amount: string; currencyCode: string } | null;
  contacts?: readonly ContactInput[] | null;
}

export interface AddressInput {
  line1?: string | null;
  line2?: string | null;
  city?: string | null;
  region?: string | null;
  postalCode?: string | null;
}

export interface ContactInput {
  name?: string | null;
  role?: string | null;
  email?: string | null;
  phone?: string | null;
}

export interface ContentJudges {
  /** The officially assigned codes of ISO 3166-1. */
  countries: ReadonlySet<string>;
  taxId: TaxIdRules;
}

export const CONTACTS_MAX = 10;
export const MARKETS_MAX = 50;
/** Ten million million of the main unit of most currencies: whatever is above is a typing mistake. */
const VOLUME_MINOR_MAX = 10n ** 15n;

const LENGTHS = { legalName: 200, countryCode: 2, taxId: 40, website: 200 } as const;
const ADDRESS_LENGTHS = { line1: 200, line2: 200, city: 100, region: 100, postalCode: 20 } as const;
const CONTACT_LENGTHS = { name: 200, role: 100, email: 254, phone: 40 } as const;

const EMAIL = /^[^@\s]+@[^@\s]+$/;
const PHONE = /^\+?[0-9][0-9 ()./-]{3,38}$/;
const PARTNER_ID = /^[0-9]{4,12}$/;

const TAX_ID_MESSAGES: Readonly<Record<TaxIdRule, string>> = {
  TAX_ID_LENGTH: 'The tax id has too many or too few characters for its country.',
  TAX_ID_FORMAT: 'The tax id is not written as those of its country are.',
  TAX_ID_CHECK_DIGIT:
    'The check digits of the tax id do not fit the others. Compare it with the certificate: one may be wrong, or two swapped.',
};

/** An application to which nothing was written yet. */
export const EMPTY_CONTENT: ApplicationContent = {
  legalName: null,
  line1: null,
  line2: null,
  city: null,
  region: null,
  postalCode: null,
  countryCode: null,
  taxId: null,
  taxIdChecked: null,
  website: null,
  partnerType: null,
  partnerLocationId: null,
  partnerGlobalId: null,
  expectedVolume: null,
  contacts: [],
  marketCodes: [],
};

/** The content as it is with the input, and everything that is wrong with what was given. */
export function readContent(
  input: ApplicationInput,
  before: ApplicationContent,
  judges: ContentJudges,
): { content: ApplicationContent; problems: Problem[] } {
  const problems: Problem[] = [];
  const add = (...found: Problem[]) => void problems.push(...found);
  const text = (field: 'legalName' | 'countryCode' | 'taxId' | 'website') => {
    const path = ['input', field];
    add(...checkText(input[field], { path, max: LENGTHS[field], singleLine: true }));
    return kept(input[field], before[field]);
  };
  const content: ApplicationContent = {
    legalName: text('legalName'),
    ...readAddress(input.address, before, add),
    countryCode: text('countryCode'),
    taxId: text('taxId'),
    taxIdChecked: before.taxIdChecked,
    website: text('website'),
    partnerType: input.partnerType === undefined ? before.partnerType : input.partnerType,
    partnerLocationId: kept(input.partnerLocationId, before.partnerLocationId),
    partnerGlobalId: kept(input.partnerGlobalId, before.partnerGlobalId),
    expectedVolume: readVolume(input.expectedVolume, before.expectedVolume, add),
    contacts: readContacts(input.contacts, before.contacts, add),
    marketCodes: readMarkets(input.marketCodes, before.marketCodes, add),
  };
  add(...checkWebsite(content), ...checkPartnerIds(content));
  const given = problems.length === 0;
  add(...checkCountry(content, judges.countries));
  if (!given) return { content, problems };
  const { taxId, taxIdChecked, problems: found } = judgeTaxId(content, judges);
  return { content: { ...content, taxId, taxIdChecked }, problems: [...problems, ...found] };
}

/** The tax id in the form of its country. It can be judged only when the country is known, too. */
export function judgeTaxId(
  { taxId, countryCode }: ApplicationContent,
  judges: ContentJudges,
): Pick<ApplicationContent, 'taxId' | 'taxIdChecked'> & { problems: Problem[] } {
  if (taxId === null || countryCode === null || !judges.countries.has(countryCode)) {
    return { taxId, taxIdChecked: null, problems: [] };
  }
  const verdict = judges.taxId(countryCode, taxId);
  if (verdict.isValid) {
    return { taxId: verdict.compact, taxIdChecked: verdict.isChecked, problems: [] };
  }
  const { rule } = verdict;
  const problem = invalid(['input', 'taxId'], rule, TAX_ID_MESSAGES[rule]);
  return { taxId, taxIdChecked: null, problems: [problem] };
}

export function invalid(path: string[], rule: string, message: string): Problem {
  return { code: 'INVALID_VALUE', message, path, facts: { rule } };
}

function kept(given: string | null | undefined, before: string | null): string | null {
  return given === undefined ? before : blankless(given);
}

function blankless(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

type Add = (...problems: Problem[]) => void;

type Address = Pick<ApplicationContent, keyof typeof ADDRESS_LENGTHS>;

/** An address is replaced as a whole: half of the old one and half of the new one would be neither. */
function readAddress(
  given: AddressInput | null | undefined,
  { line1, line2, city, region, postalCode }: Address,
  add: Add,
): Address {
  if (given === undefined) return { line1, line2, city, region, postalCode };
  const part = (field: keyof typeof ADDRESS_LENGTHS) => {
    const path = ['input', 'address', field];
    add(...checkText(given?.[field], { path, max: ADDRESS_LENGTHS[field], singleLine: true }));
    return blankless(given?.[field]);
  };
  return {
    line1: part('line1'),
    line2: part('line2'),
    city: part('city'),
    region: part('region'),
    postalCode: part('postalCode'),
  };
}

function readContacts(
  given: readonly ContactInput[] | null | undefined,
  before: ApplicationContact[],
  add: Add,
): ApplicationContact[] {
  if (given === undefined) return before;
  const contacts = given ?? [];
  add(...checkCount(contacts.length, { path: ['input', 'contacts'], min: 0, max: CONTACTS_MAX }));
  return contacts.slice(0, CONTACTS_MAX).map((contact, i) => {
    const part = (field: keyof typeof CONTACT_LENGTHS, shape?: RegExp, message = '') => {
      const path = ['input', 'contacts', String(i), field];
      const rule = { path, max: CONTACT_LENGTHS[field], singleLine: true };
      const problems = checkText(contact[field], rule);
      const text = blankless(contact[field]);
      add(...problems);
      if (problems.length === 0 && text !== null && shape?.test(text) === false) {
        add(invalid(path, 'FORMAT', message));
      }
      return text;
    };
    return {
      name: part('name'),
      role: part('role'),
      email: part('email', EMAIL, 'This is not an e-mail address.'),
      phone: part('phone', PHONE, 'Give a telephone number of digits, such as +49 30 1234567.'),
    };
  });
}

function readMarkets(
  given: readonly string[] | null | undefined,
  before: string[],
  add: Add,
): string[] {
  if (given === undefined) return before;
  const path = ['input', 'marketCodes'];
  add(...checkCount(given?.length ?? 0, { path, min: 0, max: MARKETS_MAX }));
  return [...new Set(given)].sort();
}

function readVolume(
  given: ApplicationInput['expectedVolume'],
  before: Money | null,
  add: Add,
): Money | null {
  if (given === undefined) return before;
  if (given === null) return null;
  const { amount, currencyCode } = given;
  const path = ['input', 'expectedVolume'];
  if (!isCurrencyCode(currencyCode)) {
    const message = 'This is not an ISO 4217 currency.';
    add(invalid([...path, 'currencyCode'], 'CURRENCY', message));
    return null;
  }
  const money = Money.parse(amount, currencyCode);
  if (money && money.minor > 0n && money.minor <= VOLUME_MINOR_MAX) return money;
  const digits = minorDigits(currencyCode);
  const max = Money.ofMinor(VOLUME_MINOR_MAX, currencyCode).amount;
  const message = `Give the volume of a year: more than 0, at most ${max}, with at most ${digits} decimal places.`;
  add(invalid([...path, 'amount'], 'AMOUNT', message));
  return null;
}

function checkCountry(
  { countryCode }: ApplicationContent,
  countries: ReadonlySet<string>,
): Problem[] {
  if (countryCode === null || countries.has(countryCode)) return [];
  const message = 'Give the two capital letters of ISO 3166-1, such as DE.';
  return [invalid(['input', 'countryCode'], 'COUNTRY', message)];
}

function checkWebsite({ website }: ApplicationContent): Problem[] {
  if (website === null) return [];
  const url = URL.canParse(website) ? new URL(website) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.hostname.includes('.') && url.username === '') {
    return [];
  }
  const message = 'Give the address of a website, such as https://example.com.';
  return [invalid(['input', 'website'], 'URL', message)];
}

function checkPartnerIds({ partnerLocationId, partnerGlobalId }: ApplicationContent): Problem[] {
  return Object.entries({ partnerLocationId, partnerGlobalId })
    .filter(([, id]) => id !== null && !PARTNER_ID.test(id))
    .map(([field]) =>
      invalid(['input', field], 'FORMAT', 'A Microsoft partner id has 4 to 12 digits.'),
    );
}

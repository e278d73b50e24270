import { checkText, type Problem } from '../kernel/index.js';

/** What an address says: its longest text, and whether there must be one. */
const FIELDS = {
  label: { max: 80, required: true, name: 'label' },
  recipient: { max: 200, required: true, name: 'recipient' },
  line1: { max: 200, required: true, name: 'street and number' },
  line2: { max: 200, required: false, name: 'second line' },
  city: { max: 100, required: true, name: 'city' },
  region: { max: 100, required: false, name: 'region' },
  postalCode: { max: 20, required: false, name: 'postal code' },
  countryCode: { max: 2, required: true, name: 'country' },
  phone: { max: 40, required: false, name: 'phone number' },
} as const;

type AddressField = keyof typeof FIELDS;
type RequiredField = {
  [F in AddressField]: (typeof FIELDS)[F]['required'] extends true ? F : never;
}[AddressField];

export type AddressContent = Record<RequiredField, string> &
  Record<Exclude<AddressField, RequiredField>, string | null>;

/** A new address gives all that is required; in a change, what is left out stays and null takes away. */
export type AddressWish = Partial<Record<AddressField, string | null>>;

export const ADDRESS_FIELDS = Object.keys(FIELDS) as AddressField[];

const PHONE = /^[0-9+(][0-9 ()./-]{2,39}$/;

/** Everything that is wrong with what is given of an address. */
export function checkAddress(
  wish: AddressWish,
  isCountry: (code: string) => boolean,
  given: readonly AddressField[] = ADDRESS_FIELDS,
): Problem[] {
  const problems = given.flatMap((field) => {
    const { max, required, name } = FIELDS[field];
    const path = ['input', field];
    return checkText(wish[field], { path, max, required, name, singleLine: true });
  });
  const broken = new Set(problems.map(({ path }) => path.at(-1)));
  const valueOf = (field: AddressField) =>
    given.includes(field) && !broken.has(field) ? (wish[field]?.trim() ?? '') : '';
  const country = valueOf('countryCode');
  if (country !== '' && !isCountry(country)) {
    problems.push(wrong('countryCode', 'COUNTRY', 'Give a country as in ISO 3166-1, such as DE.'));
  }
  const phone = valueOf('phone');
  if (phone !== '' && !PHONE.test(phone)) {
    problems.push(
      wrong('phone', 'FORMAT', 'Give the phone number with digits, such as +49 30 1234567.'),
    );
  }
  return problems;
}

/** The address with what is given, trimmed; a blank text that is not required is none. */
export function changedAddress(before: AddressContent, wish: AddressWish): AddressContent {
  const after = { ...before };
  for (const field of ADDRESS_FIELDS) {
    const value = wish[field];
    if (value === undefined) continue;
    Object.assign(after, { [field]: value?.trim() === '' ? null : (value?.trim() ?? null) });
  }
  return after;
}

/** Which fields a change names. */
export function givenIn(wish: AddressWish): AddressField[] {
  return ADDRESS_FIELDS.filter((field) => wish[field] !== undefined);
}

export const BLANK_ADDRESS: AddressContent = {
  label: '',
  recipient: '',
  line1: '',
  line2: null,
  city: '',
  region: null,
  postalCode: null,
  countryCode: '',
  phone: null,
};

function wrong(field: AddressField, rule: string, message: string): Problem {
  return { code: 'INVALID_VALUE', message, path: ['input', field], facts: { rule } };
}

import type { Problem } from '../kernel/index.js';
import type { ApplicationContact, ApplicationContent } from './application.row.js';

/** Something without which an application cannot be submitted; the path leads there from the application. */
export interface MissingPart {
  code: 'REQUIRED';
  path: string[];
  message: string;
}

const NEEDED: readonly [keyof ApplicationContent, string[], string][] = [
  ['legalName', ['legalName'], 'the name under which the company is registered'],
  ['line1', ['address', 'line1'], 'street and number'],
  ['city', ['address', 'city'], 'the city'],
  ['countryCode', ['countryCode'], 'the country of registration'],
  ['taxId', ['taxId'], 'the tax id'],
  ['partnerType', ['partnerType'], 'how the company wants to buy'],
  ['partnerLocationId', ['partnerLocationId'], 'the Microsoft partner location id'],
  ['expectedVolume', ['expectedVolume'], 'the volume expected in a year'],
];

const NEEDED_OF_CONTACT: readonly (keyof ApplicationContact)[] = ['name', 'role', 'email'];

/** Everything that is still missing, in the order of the fields. */
export function missingParts(content: ApplicationContent): MissingPart[] {
  const fields = NEEDED.filter(([field]) => content[field] === null);
  return [
    ...fields.map(([, path, what]) => missing(path, `Give ${what}.`)),
    ...(content.marketCodes.length > 0
      ? []
      : [missing(['marketCodes'], 'Name at least one market.')]),
    ...missingContacts(content.contacts),
  ];
}

/** The same as the refusal of a step; the path begins with the input, or with what of it names the application. */
export function missingProblems(content: ApplicationContent, root: readonly string[]): Problem[] {
  return missingParts(content).map((part) => ({ ...part, path: [...root, ...part.path] }));
}

function missingContacts(contacts: readonly ApplicationContact[]): MissingPart[] {
  if (contacts.length === 0) {
    return [missing(['contacts'], 'Name at least one person whom we may ask.')];
  }
  return contacts.flatMap((contact, i) =>
    NEEDED_OF_CONTACT.filter((field) => contact[field] === null).map((field) =>
      missing(['contacts', String(i), field], `Give the ${field} of this contact.`),
    ),
  );
}

function missing(path: string[], message: string): MissingPart {
  return { code: 'REQUIRED', path, message };
}

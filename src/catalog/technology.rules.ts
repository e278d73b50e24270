import { checkText, type Problem } from '../kernel/index.js';
import { invalid, required } from './catalog-write.problems.js';
import type { TechnologyStatus } from './technology.type.js';

export interface TechnologyContent {
  name: string;
  description: string;
  source: string | null;
}

export const TECHNOLOGY_FIELDS = ['name', 'description', 'source'] as const;

export interface AvailabilityContent {
  status: TechnologyStatus;
  note: string | null;
  source: string;
}

const CODE = /^[A-Z][A-Z0-9_]{1,29}$/;
const NAME_MAX = 100;
const DESCRIPTION_MAX = 2000;
const NOTE_MAX = 500;

export function checkCode(code: string): Problem[] {
  const path = ['input', 'code'];
  if (CODE.test(code)) return [];
  if (code === '') return [required('Give a code.', path)];
  const message =
    'A code is 2 to 30 capital letters, digits and underscores, and begins with a letter, such as SWIFTKEY.';
  return [invalid('FORMAT', message, path)];
}

export function checkTechnology({ name, description, source }: TechnologyContent): Problem[] {
  return [
    ...checkText(name, { path: ['input', 'name'], max: NAME_MAX, required: true }),
    ...checkText(description, { path: ['input', 'description'], max: DESCRIPTION_MAX }),
    ...checkText(source, { path: ['input', 'source'], max: NOTE_MAX }),
  ];
}

/** What is known has a source; what is limited says what does not work. */
export function checkAvailability({ status, note, source }: AvailabilityContent): Problem[] {
  const problems = [
    ...checkText(note, { path: ['input', 'note'], max: NOTE_MAX }),
    ...checkText(source, { path: ['input', 'source'], max: NOTE_MAX, required: true }),
  ];
  if (status !== 'LIMITED' || note !== null) return problems;
  return [...problems, required('Say in the note what is limited.', ['input', 'note'])];
}

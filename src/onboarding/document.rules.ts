import type { Problem } from '../kernel/index.js';
import { applicationMachine, type ApplicationState } from './application.machine.js';

export const DocumentKind = {
  TRADE_REGISTER: 'TRADE_REGISTER',
  TAX_CERTIFICATE: 'TAX_CERTIFICATE',
  IDENTITY: 'IDENTITY',
  AUTHORIZATION_LETTER: 'AUTHORIZATION_LETTER',
  OTHER: 'OTHER',
} as const;
export type DocumentKind = keyof typeof DocumentKind;

export const DOCUMENTS_MAX = 20;
/** Of one person, in all their applications together: an account costs nothing, a disk does. */
export const PERSON_DOCUMENTS_MAX = 100;
export const NAME_MAX = 200;

/** The types that are taken, with the endings of their names; the first one is added where none of them is there. */
const ENDINGS = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
} as const;
export type DocumentType = keyof typeof ENDINGS;

/** What changes the direction of a text, cannot be seen, or means a folder somewhere. */
const STRANGE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\/:*?"<>|]/gu;

export interface DocumentCount {
  /** Of the application. */
  here: number;
  /** Of all applications of the applicant. */
  everywhere: number;
}

export function kindOf(word: unknown): DocumentKind | undefined {
  return Object.values(DocumentKind).find((kind) => kind === word);
}

export function isDocumentType(type: string | undefined): type is DocumentType {
  return type !== undefined && Object.hasOwn(ENDINGS, type);
}

/** A name under which the file can be kept anywhere, and that does not hide what it is. */
export function documentName(
  given: string,
  { kind, type }: { kind: DocumentKind; type: DocumentType },
): string {
  const clean = given.replace(STRANGE, '_').trim().replace(/^\.+/, '');
  const name = clean === '' ? kind.toLowerCase().replace('_', '-') : clean;
  const [ending, ...others]: readonly string[] = ENDINGS[type];
  const has = [ending, ...others].some((known) => name.toLowerCase().endsWith(`.${known}`));
  const tail = has ? '' : `.${ending}`;
  return [...name].slice(0, NAME_MAX - tail.length).join('') + tail;
}

/** An applicant works on the documents while the application itself may be edited. */
export function checkOpen(state: ApplicationState, path: string[]): Problem[] {
  if (applicationMachine.allows(state, 'EDIT')) return [];
  return [
    {
      code: 'ILLEGAL_TRANSITION',
      message: `Documents are added and deleted while an application is DRAFT or ACTION_REQUIRED; this one is ${state}.`,
      path,
      facts: { state, operation: 'EDIT' },
    },
  ];
}

export function checkRoom({ here, everywhere }: DocumentCount): Problem[] {
  const full = (max: number, message: string): Problem => ({
    code: 'INVALID_VALUE',
    message,
    path: ['documents'],
    facts: { rule: 'COUNT', max },
  });
  return [
    ...(here < DOCUMENTS_MAX
      ? []
      : [full(DOCUMENTS_MAX, `An application has at most ${DOCUMENTS_MAX} documents.`)]),
    ...(everywhere < PERSON_DOCUMENTS_MAX
      ? []
      : [
          full(
            PERSON_DOCUMENTS_MAX,
            `Your applications have ${PERSON_DOCUMENTS_MAX} documents, which is as many as we keep. Those of withdrawn ones go after some weeks.`,
          ),
        ]),
  ];
}

/** What a reviewer may have looked at stays as evidence: only what came since the state began may be taken back. */
export function checkTakeBack(
  { state, stateSince }: { state: ApplicationState; stateSince: Date },
  uploadedAt: Date,
): Problem[] {
  const path = ['input', 'documentId'];
  const problems = checkOpen(state, path);
  if (problems.length > 0 || state === 'DRAFT' || uploadedAt >= stateSince) return problems;
  return [
    {
      code: 'INVALID_VALUE',
      message: 'This document was submitted already, so it stays. Add another one beside it.',
      path,
      facts: { rule: 'SUBMITTED' },
    },
  ];
}

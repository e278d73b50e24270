import { defineMachine } from '../kernel/index.js';

export const ImportState = {
  RECEIVING: 'RECEIVING',
  CHECKING: 'CHECKING',
  CHECKED: 'CHECKED',
  APPLYING: 'APPLYING',
  APPLIED: 'APPLIED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  EXPIRED: 'EXPIRED',
} as const;
export type ImportState = keyof typeof ImportState;

export const IMPORT_OPERATIONS = [
  'RECEIVE',
  'CHECK',
  'APPLY',
  'FINISH',
  'FAIL',
  'CANCEL',
  'EXPIRE',
] as const;
export type ImportOperation = (typeof IMPORT_OPERATIONS)[number];

/** Where an import may go. A file that cannot be received leaves no import at all. */
export const importMachine = defineMachine<ImportState, ImportOperation>({
  RECEIVING: { RECEIVE: 'CHECKING' },
  CHECKING: { CHECK: 'CHECKED', FAIL: 'FAILED' },
  CHECKED: { APPLY: 'APPLYING', CANCEL: 'CANCELLED', EXPIRE: 'EXPIRED' },
  APPLYING: { FINISH: 'APPLIED', FAIL: 'FAILED' },
  APPLIED: {},
  FAILED: {},
  CANCELLED: {},
  EXPIRED: {},
});

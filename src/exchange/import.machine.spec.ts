import { describe, expect, it } from '@jest/globals';
import { IMPORT_OPERATIONS, importMachine, ImportState } from './import.machine.js';

const ALLOWED: Record<ImportState, Record<string, string>> = {
  RECEIVING: { RECEIVE: 'CHECKING' },
  CHECKING: { CHECK: 'CHECKED', FAIL: 'FAILED' },
  CHECKED: { APPLY: 'APPLYING', CANCEL: 'CANCELLED', EXPIRE: 'EXPIRED' },
  APPLYING: { FINISH: 'APPLIED', FAIL: 'FAILED' },
  APPLIED: {},
  FAILED: {},
  CANCELLED: {},
  EXPIRED: {},
};

describe('an import', () => {
  it.each(Object.values(ImportState))('in the state %s goes where the table says', (state) => {
    const found = Object.fromEntries(
      IMPORT_OPERATIONS.map((operation) => [operation, importMachine.next(state, operation)]),
    );
    expect(found).toEqual(
      Object.fromEntries(
        IMPORT_OPERATIONS.map((operation) => [operation, ALLOWED[state][operation]]),
      ),
    );
  });

  it('never leaves a state in which it ended', () => {
    for (const state of ['APPLIED', 'FAILED', 'CANCELLED', 'EXPIRED'] as const) {
      expect(importMachine.operations(state)).toEqual([]);
    }
  });
});

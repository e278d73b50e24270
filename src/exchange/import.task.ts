import { isId } from '../kernel/index.js';
import type { ImportState } from './import.machine.js';

export const CHECK_TASK = 'exchange.check';
export const APPLY_TASK = 'exchange.apply';

/** The states in which a job works on an import. */
export type WorkingState = Extract<ImportState, 'CHECKING' | 'APPLYING'>;

/** The job that goes on with an import. */
export function jobOf(
  importId: string,
  state: WorkingState,
): { name: string; payload: { importId: string }; key: string } {
  return {
    name: state === 'CHECKING' ? CHECK_TASK : APPLY_TASK,
    payload: { importId },
    key: `exchange:${importId}:${state}`,
  };
}

export function importIdOf(payload: unknown): string {
  if (typeof payload === 'object' && payload !== null && 'importId' in payload) {
    const { importId } = payload;
    if (typeof importId === 'string' && isId(importId)) return importId;
  }
  throw new Error('The job does not say which import it is for.');
}

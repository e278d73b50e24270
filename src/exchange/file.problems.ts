import { ProblemError, type Facts, type Problem } from '../kernel/index.js';

export type FileProblem = Problem<'INVALID_VALUE' | 'REQUIRED'>;

/** A mistake because of which nothing of a file can be taken. `line` is the line of the file, the header being 1. */
export function fileProblem(rule: string, message: string, facts: Facts = {}): FileProblem {
  return { code: 'INVALID_VALUE', message, path: ['file'], facts: { rule, ...facts } };
}

/** A file that cannot be read on. */
export function refuseFile(rule: string, message: string, facts: Facts = {}): ProblemError {
  return new ProblemError(fileProblem(rule, message, facts));
}

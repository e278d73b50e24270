import { ProblemError, type Problem } from '../kernel/index.js';
import { problemsToUserErrors, type UserErrorFrom } from '../platform/graphql/index.js';

export interface Outcome<T> {
  value: T | null;
  problems: Problem[];
}

/** A refusal that the caller can mend becomes part of the answer; everything else is thrown on. */
export async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work, problems: [] };
  } catch (error) {
    if (error instanceof ProblemError) return { value: null, problems: error.problems };
    throw error;
  }
}

/** The problems as the user errors of an operation; a code that the operation does not declare is our mistake. */
export function userErrorsOf<Code extends string>(
  problems: readonly Problem[],
  codes: Readonly<Record<string, Code>>,
): UserErrorFrom<Code>[] {
  return problemsToUserErrors(
    problems.map((problem) => {
      const code = codes[problem.code];
      if (code === undefined)
        throw new Error(`${problem.code} is not declared: ${problem.message}`);
      return { ...problem, code };
    }),
  );
}

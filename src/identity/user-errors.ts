import type { Problem } from '../kernel/index.js';
import { problemsToUserErrors, type UserErrorFrom } from '../platform/graphql/index.js';

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

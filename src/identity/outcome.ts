import { ProblemError, type Problem } from '../kernel/index.js';

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
): { message: string; path: string[]; code: Code }[] {
  return problems.map(({ code, message, path }) => {
    const declared = codes[code];
    if (declared === undefined) throw new Error(`${code} is not declared: ${message}`);
    return { message, path, code: declared };
  });
}

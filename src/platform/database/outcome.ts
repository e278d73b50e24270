import { ProblemError, type Problem } from '../../kernel/index.js';

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

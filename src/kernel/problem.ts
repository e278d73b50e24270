export type Fact = string | number | boolean | null | Fact[] | { [name: string]: Fact };
export type Facts = Record<string, Fact>;

/**
 * A mistake that the caller can mend. `path` leads to the offending input, such as ['input', 'lines', '3', 'quantity'];
 * `message` says what to do; `facts` hold what a program needs to do it.
 */
export interface Problem<Code extends string = string> {
  code: Code;
  message: string;
  path: string[];
  facts?: Facts;
}

/** Thrown inside a unit of work, it rolls everything back and carries the problems to the caller. */
export class ProblemError extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem | Problem[]) {
    const list = Array.isArray(problems) ? problems : [problems];
    super(list.map((problem) => `${problem.code}: ${problem.message}`).join('; '));
    this.name = 'ProblemError';
    this.problems = list;
  }
}

export function isProblem(value: object): value is Problem {
  return 'code' in value && 'message' in value && 'path' in value && Array.isArray(value.path);
}

import { ProblemError, type Fact, type Facts, type Problem } from '../../kernel/index.js';
import { codeOf, textOf } from './failure.rules.js';

/** The SQLSTATE that our own SQL functions raise to refuse something: message = problem code, DETAIL = facts as JSON. */
export const PROBLEM_STATE = 'PB001';

const CONSTRAINT_STATES = new Set(['23505', '23514', '23503', '23P01', '23502']);

const known = new Map<string, Problem>();

/** Says what it means to the caller when this constraint refuses a row. Call it where the module is defined. */
export function registerConstraint(name: string, problem: Problem): void {
  const other = known.get(name);
  if (other !== undefined && other.code !== problem.code) {
    throw new Error(`Constraint ${name} is registered twice: ${other.code} and ${problem.code}.`);
  }
  known.set(name, problem);
}

/** The refusal in a database error: ours by SQLSTATE, or a registered constraint's. Undefined: it is not a refusal. */
export function problemOf(error: unknown): ProblemError | undefined {
  const code = codeOf(error);
  if (code === PROBLEM_STATE) {
    return new ProblemError(raisedProblem(error));
  }
  if (code === undefined || !CONSTRAINT_STATES.has(code)) {
    return undefined;
  }
  const problem = known.get(textOf(error, 'constraint') ?? '');
  return problem === undefined ? undefined : new ProblemError({ ...problem });
}

/** HINT is the sentence for people. `path` among the facts leads to the offending input. */
function raisedProblem(error: unknown): Problem {
  const code = error instanceof Error ? error.message : 'REFUSED';
  const { path, ...facts } = factsOf(textOf(error, 'detail'));
  return {
    code,
    message: textOf(error, 'hint') ?? code,
    path: Array.isArray(path) ? path.map(String) : [],
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  };
}

function factsOf(detail: string | undefined): Facts {
  try {
    const parsed: unknown = JSON.parse(detail ?? '{}');
    return isFacts(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isFacts(value: unknown): value is Record<string, Fact> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

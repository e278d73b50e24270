import { isId } from './id.js';
import { isStorableText } from './input-check.js';
import { isProblem, ProblemError, type Problem } from './problem.js';

export interface PageArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** What a value in a cursor may be. A cursor comes from outside: what reaches SQL must have been checked. */
export type CursorKey = 'text' | 'integer' | 'id' | 'date' | 'time';

export interface PageOptions {
  default: number;
  max: number;
  /** The kinds of the cursor's values, in order; a cursor of another list is then refused. */
  keys?: readonly CursorKey[];
}

export interface PagePlan {
  limit: number;
  /** One more than the limit: the extra row tells whether there is a further page. */
  fetch: number;
  direction: 'forward' | 'backward';
  cursor?: unknown[];
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export interface Page<Node> {
  nodes: Node[];
  edges: { cursor: string; node: Node }[];
  pageInfo: PageInfo;
}

const CURSOR_VERSION = 1;
const CURSOR_LENGTH_MAX = 2000;
const INT8_DIGITS = /^-?\d{1,18}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Arguments that ask for two things at once, and which of the two the refusal points at. */
const CONTRADICTIONS: readonly {
  pair: [keyof PageArgs, keyof PageArgs];
  at: keyof PageArgs;
  message: string;
}[] = [
  { pair: ['first', 'last'], at: 'last', message: 'Ask for either first or last, not both.' },
  { pair: ['after', 'before'], at: 'before', message: 'Give either after or before, not both.' },
  {
    pair: ['first', 'before'],
    at: 'before',
    message: 'first goes with after; use last to page backward from before.',
  },
  {
    pair: ['last', 'after'],
    at: 'after',
    message: 'last goes with before; use first to page forward from after.',
  },
];

/** Reads the arguments of a connection; a mistake in them comes back as a problem. */
export function planPage(args: PageArgs, options: PageOptions): PagePlan | Problem {
  const contradiction = CONTRADICTIONS.find(
    ({ pair: [one, other] }) => has(args, one) && has(args, other),
  );
  if (contradiction) return refusal(contradiction.at, contradiction.message);
  const backward = has(args, 'last') || has(args, 'before');
  const limit = (backward ? args.last : args.first) ?? options.default;
  if (!Number.isInteger(limit) || limit < 1 || limit > options.max) {
    const name = backward ? 'last' : 'first';
    return {
      ...refusal(name, `${name} must be between 1 and ${options.max}.`),
      facts: { min: 1, max: options.max },
    };
  }
  const direction = backward ? 'backward' : 'forward';
  return fromCursor({ limit, fetch: limit + 1, direction }, args, options.keys);
}

/** The plan with the place where the page begins, when the arguments name one. */
function fromCursor(
  plan: PagePlan,
  args: PageArgs,
  keys: readonly CursorKey[] | undefined,
): PagePlan | Problem {
  const name = plan.direction === 'backward' ? 'before' : 'after';
  const text = args[name];
  if (text == null) return plan;
  const cursor = decodeCursor(text);
  if (cursor && fits(cursor, keys)) return { ...plan, cursor };
  return refusal(
    name,
    'This cursor is not one of this list. Take it from edges or pageInfo of an earlier page.',
  );
}

/** The same for those who cannot go on without a page: a mistake in the arguments is thrown. */
export function requirePage(args: PageArgs, options: PageOptions): PagePlan {
  const plan = planPage(args, options);
  if (isProblem(plan)) throw new ProblemError(plan);
  return plan;
}

export function encodeCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([CURSOR_VERSION, ...values])).toString('base64url');
}

/** Undefined when the text was not made by `encodeCursor`. */
export function decodeCursor(text: string): unknown[] | undefined {
  if (text.length > CURSOR_LENGTH_MAX || !/^[\w-]+$/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed) || parsed.length < 2) return undefined;
    const [version, ...values] = parsed as unknown[];
    return version === CURSOR_VERSION ? values : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes a page of the rows that a query found: at most `plan.fetch`, in the query's own order, which is reversed when
 * paging backward. What lies behind the cursor is known to exist, since the cursor was taken from it.
 */
export function toPage<Node>(
  rows: readonly Node[],
  plan: PagePlan,
  cursorOf: (node: Node) => readonly unknown[],
): Page<Node> {
  const nodes = rows.slice(0, plan.limit);
  const more = rows.length > plan.limit;
  const forward = plan.direction === 'forward';
  if (!forward) nodes.reverse();
  const edgesOf = (some: readonly Node[]) =>
    some.map((node) => ({ cursor: encodeCursor(cursorOf(node)), node }));
  const cameFrom = plan.cursor !== undefined;
  let edges: Page<Node>['edges'] | undefined;
  return {
    nodes,
    /** Most clients take the nodes alone, and a cursor takes longer to write than a row. */
    get edges() {
      return (edges ??= edgesOf(nodes));
    },
    pageInfo: {
      hasNextPage: forward ? more : cameFrom,
      hasPreviousPage: forward ? cameFrom : more,
      startCursor: edgesOf(nodes.slice(0, 1))[0]?.cursor ?? null,
      endCursor: edgesOf(nodes.slice(-1))[0]?.cursor ?? null,
    },
  };
}

function has(args: PageArgs, name: keyof PageArgs): boolean {
  return args[name] != null;
}

function fits(cursor: readonly unknown[], keys: readonly CursorKey[] | undefined): boolean {
  if (!keys) return true;
  return cursor.length === keys.length && keys.every((key, i) => isKey(cursor[i], key));
}

function isKey(value: unknown, key: CursorKey): boolean {
  if (key === 'integer') {
    return Number.isSafeInteger(value) || (typeof value === 'string' && INT8_DIGITS.test(value));
  }
  if (typeof value !== 'string' || !isStorableText(value)) return false;
  if (key === 'id') return isId(value);
  if (key === 'date') return DATE.test(value) && isCalendarDay(value);
  if (key === 'time') return /^\d{4}-/.test(value) && !Number.isNaN(Date.parse(value));
  return true;
}

/** JavaScript turns 30 February into 2 March, and has a year 0: PostgreSQL refuses both. */
function isCalendarDay(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || text.startsWith('0000')) return false;
  return parsed.toISOString().startsWith(text);
}

function refusal(argument: string, message: string): Problem<'INVALID_VALUE'> {
  return { code: 'INVALID_VALUE', message, path: [argument] };
}

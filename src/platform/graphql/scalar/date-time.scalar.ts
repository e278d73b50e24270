import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isDay } from '../../../kernel/index.js';

const DATE_TIME =
  /^\d{4}-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const MESSAGE = 'A DateTime is a string such as "2026-03-01T09:30:00Z", with its offset from UTC.';

/** An instant. What PostgreSQL already wrote as text is passed on as it is: it is right, and it is the hot path. */
export const DateTimeScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description:
    'An instant in ISO 8601, such as "2026-03-01T09:30:00.000Z". Answers are in UTC; input may have any offset but must have one.',
  serialize: (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new GraphQLError(`DateTime cannot represent ${String(value)}.`);
  },
  parseValue: (value) => parse(value),
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});

function parse(value: unknown): Date {
  if (typeof value !== 'string' || !DATE_TIME.test(value) || !isStorableDay(value.slice(0, 10))) {
    throw new GraphQLError(MESSAGE);
  }
  return new Date(value);
}

/** A day that the database has as well: JavaScript knows a year 0. */
export function isStorableDay(text: string): boolean {
  return !text.startsWith('0000') && isDay(text);
}

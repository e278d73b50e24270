import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isStorableDay } from './date-time.scalar.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MESSAGE = 'A Date is a day that exists, written as "2026-03-01".';

/** A day without a time zone. It stays text, since a JavaScript Date would give it one. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description:
    'A calendar day such as "2026-03-01", in the time zone of the market that it belongs to.',
  serialize: (value) => {
    if (typeof value === 'string' && DATE.test(value)) return value;
    throw new GraphQLError(`Date cannot represent ${String(value)}.`);
  },
  parseValue: (value) => parse(value),
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});

function parse(value: unknown): string {
  if (typeof value === 'string' && isStorableDay(value)) return value;
  throw new GraphQLError(MESSAGE);
}

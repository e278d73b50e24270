import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const DECIMAL = /^-?\d{1,20}(?:\.\d{1,10})?$/;
const MESSAGE =
  'A Decimal is a string of digits such as "540.00", at most 20 before and 10 after the point.';

/** Decimals travel as text: a JSON number would pass through a float on the way. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal number, written as a string such as "540.00". At most 20 digits before the point and 10 after it; no exponent.',
  serialize: (value) => {
    const text = typeof value === 'bigint' || typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || !DECIMAL.test(text)) {
      throw new GraphQLError(`Decimal cannot represent ${String(value)}.`);
    }
    return text;
  },
  parseValue: (value) => parse(value),
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});

function parse(value: unknown): string {
  if (typeof value === 'string' && DECIMAL.test(value)) return value;
  throw new GraphQLError(MESSAGE);
}

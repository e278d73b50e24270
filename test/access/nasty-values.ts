import {
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';
import type { InputPlace } from '../support/input-paths.js';

export interface Nasty {
  name: string;
  value: unknown;
}

const nasty = (name: string, value: unknown): Nasty => ({ name, value });

/** What people and programs put where a text is asked for, be it by mistake or on purpose. */
const TEXTS: readonly Nasty[] = [
  nasty('empty', ''),
  nasty('blanks', '   \t\n '),
  nasty('NUL', 'a\u0000b'),
  nasty('a lone surrogate', 'a\ud800b'),
  nasty('a lone low surrogate', '\udfff'),
  nasty('emoji', '👩🏽‍🚀 5 × 📦'),
  nasty('right to left and no width', '\u202eabc\u200b\u2066'),
  nasty('not normalized', 'e\u0301 \u212b ﬁ'),
  nasty('100,000 characters', 'x'.repeat(100_000)),
  nasty('60,000 four-byte characters', '📦'.repeat(30_000)),
  nasty('__proto__', '__proto__'),
  nasty('constructor', 'constructor'),
  nasty('SQL', `'; DROP TABLE users; --`),
  nasty('SQL in double quotes', `" OR 1=1 /*`),
  nasty('wildcards', '%_\\%'),
  nasty('a format', '%s %n %x {{7*7}} ${7*7} <%= 7*7 %>'),
  nasty('JSON', '{"$ne":null}'),
  nasty('an array literal of SQL', '{1,2,NULL}'),
  nasty('a path', '../../../../etc/passwd'),
  nasty('lines', 'a\r\nSet-Cookie: x=1\r\n\r\n'),
  nasty('a script', '<script>alert(1)</script>'),
  nasty('a formula', '=cmd|\u0027/c calc\u0027!A1'),
  nasty('a word of the language', 'null'),
  nasty('not a number', 'NaN'),
  nasty('without end', 'Infinity'),
  nasty('a huge exponent', '1e1000000'),
  nasty('a negative number', '-1'),
  nasty('many digits', `0.${'9'.repeat(400)}`),
  nasty('a day that is none', '2026-02-30'),
  nasty('a day before time', '-4713-11-24'),
  nasty('a day of the year 0', '0000-04-30'),
  nasty('an instant of the year 0', '0000-04-30T00:00:00Z'),
  nasty('the first instant', '0001-01-01T00:00:00+14:00'),
  nasty('the last instant', '9999-12-31T23:59:59-14:00'),
  nasty('a day after time', '999999-12-31'),
  nasty('an instant that is none', '2026-13-45T99:99:99Z'),
  nasty('an instant in the far future', '+275760-09-13T00:00:00.000Z'),
  nasty('an id that nobody has', '018f4e9e-7b1a-7c3d-8e2f-00000000dead'),
  nasty('zeros', '00000000'),
  nasty('an id of nothing', '00000000-0000-0000-0000-000000000000'),
  nasty('an id in capitals and braces', '{018F4E9E-7B1A-7C3D-8E2F-00000000DEAD}'),
  nasty('nearly an id', '018f4e9e-7b1a-7c3d-8e2f-00000000dea'),
];

const OTHERS: readonly Nasty[] = [
  nasty('null', null),
  nasty('true', true),
  nasty('0', 0),
  nasty('-1', -1),
  nasty('1.5', 1.5),
  nasty('2^31', 2 ** 31),
  nasty('2^31 - 1', 2 ** 31 - 1),
  nasty('-2^31', -(2 ** 31)),
  nasty('2^53 + 2', 2 ** 53 + 2),
  nasty('1e308', 1e308),
  nasty('-0', -0),
  nasty('an empty list', []),
  nasty('a list of null', [null]),
  nasty('a list in a list', [[['x']]]),
  nasty('an empty object', {}),
  nasty('an object with other fields', { toString: 'x', length: 5 }),
  nasty('an object with a prototype', JSON.parse('{"__proto__":{"admin":true}}')),
];

/** Of a list: too many of what is right, once and twice. */
function listsOf(valid: unknown): Nasty[] {
  if (!Array.isArray(valid) || valid.length === 0) return [];
  return [
    nasty(
      '1,000 of them',
      Array.from({ length: 1000 }, () => valid[0]),
    ),
    nasty('the same twice', [valid[0], valid[0]]),
    nasty('null among them', [valid[0], null]),
  ];
}

/** The values to try at a place; where there stands a list, a longer one as well. */
export function nastyValuesFor({ type }: InputPlace, valid: unknown): Nasty[] {
  const named = getNamedType(type);
  const wrongEnum = isEnumType(named)
    ? [
        nasty('an enum value that is none', 'NOTHING_OF_THE_KIND'),
        nasty('one in small letters', named.getValues()[0]?.name.toLowerCase()),
      ]
    : [];
  return [...OTHERS, ...wrongEnum, ...listsOf(valid), ...(isList(type) ? [] : TEXTS)];
}

/** So many of them, by a seed: the same seed gives the same values again. */
export function sample<T>(values: readonly T[], count: number, random: () => number): T[] {
  const left = [...values];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) {
    taken.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return taken;
}

/** Numbers from 0 up to 1 that look random, always the same ones after the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function isList(type: GraphQLInputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

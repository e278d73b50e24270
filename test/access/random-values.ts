import type { Nasty } from './nasty-values.js';

type Random = () => number;

/** Characters of kinds that texts break at: controls, quotes, wide ones, joined ones, both directions, lone halves. */
const CHARACTERS = [
  ...'aZ09 -_.,:;/\\"\'`$%&<>{}[]()=+*#@!?|~^',
  ...['\u0000', '\u0001', '\t', '\n', '\r', '\u007f', '\u0085', '\u00a0', '\u00ad'],
  ...[
    'é',
    'ß',
    'ı',
    'Å',
    'ﬀ',
    'क्ष',
    '中',
    '한',
    'ع',
    '\u0301',
    '\u200b',
    '\u200d',
    '\u202e',
    '\ufeff',
  ],
  ...['📦', '👩🏽‍🚀', '\ud800', '\udfff', '\uffff', '\u{10ffff}'],
];

const int = (random: Random, below: number): number => Math.floor(random() * below);
const pick = <T>(random: Random, values: readonly T[]): T =>
  values[int(random, values.length)] as T;

function text(random: Random): string {
  const length = pick(random, [1, 2, 3, 8, 20, 41, 81, 201, 256, 1025]);
  return Array.from({ length }, () => pick(random, CHARACTERS)).join('');
}

function digits(random: Random): string {
  const some = (most: number) =>
    Array.from({ length: 1 + int(random, most) }, () => int(random, 10)).join('');
  const sign = pick(random, ['', '', '-', '+', '.', '- ']);
  const point = pick(random, ['', '.', ',', 'e', 'e-', "'"]);
  return `${sign}${some(20)}${point}${point === '' ? '' : some(6)}`;
}

function number(random: Random): number {
  const size = 2 ** int(random, 64);
  return (
    pick(random, [1, -1]) * pick(random, [size, size - 1, size + 1, size * random(), random()])
  );
}

function day(random: Random): string {
  const part = (most: number) => String(int(random, most)).padStart(2, '0');
  const date = `${pick(random, ['2026', '1970', '0000', '9999', '1', '20260'])}-${part(14)}-${part(33)}`;
  return pick(random, [
    date,
    `${date}T${part(26)}:${part(62)}:00Z`,
    `${date}T00:00:00+${part(26)}:00`,
  ]);
}

function id(random: Random): string {
  const hex = Array.from({ length: 32 }, () => int(random, 16).toString(16)).join('');
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-7$3-8$4-$5');
  return pick(random, [uuid, uuid.slice(0, 36), hex, uuid.toUpperCase(), `urn:uuid:${uuid}`]);
}

function structure(random: Random, depth: number): unknown {
  if (depth === 0) return pick<unknown>(random, [text(random), number(random), null, true]);
  const names = [
    'id',
    'code',
    'amount',
    'input',
    '__proto__',
    'constructor',
    'toString',
    text(random),
  ];
  return random() < 0.5
    ? Array.from({ length: int(random, 4) }, () => structure(random, depth - 1))
    : JSON.parse(
        JSON.stringify(
          Object.fromEntries(
            Array.from({ length: int(random, 4) }, () => [
              pick(random, names),
              structure(random, depth - 1),
            ]),
          ),
        ),
      );
}

/** What is right, with a small slip in it: the mistakes that people and programs really make. */
function slip(random: Random, valid: unknown): unknown {
  if (typeof valid === 'number') return valid + pick(random, [-1, 1, 0.5, 1e9, -2 * valid, 1e-9]);
  if (typeof valid !== 'string' || valid === '') return structure(random, 2);
  const at = int(random, valid.length + 1);
  return pick<() => unknown>(random, [
    () => valid.slice(0, at) + pick(random, CHARACTERS) + valid.slice(at),
    () => valid.slice(0, at) + valid.slice(at + 1),
    () => valid + valid,
    () => ` ${valid} `,
    () => valid.toLowerCase(),
    () => valid.toUpperCase(),
    () => [...valid].reverse().join(''),
    () => Number(valid),
    () => [valid],
    () => valid.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
  ])();
}

/** A value that nobody thought of, always the same one after the same seed. */
export function randomNasty(random: Random, valid: unknown): Nasty {
  const kinds: (() => unknown)[] = [
    () => text(random),
    () => digits(random),
    () => number(random),
    () => day(random),
    () => id(random),
    () => structure(random, 3),
    () => slip(random, valid),
    () => slip(random, valid),
  ];
  const value = pick(random, kinds)();
  return { name: `a random one, ${JSON.stringify(value)?.slice(0, 200) ?? 'undefined'}`, value };
}

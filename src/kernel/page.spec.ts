import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeCursor,
  encodeCursor,
  planPage,
  toPage,
  type PageArgs,
  type PagePlan,
} from './page.js';
import { isProblem } from './problem.js';

const options = { default: 20, max: 100 };

function plan(args: PageArgs): PagePlan {
  const planned = planPage(args, options);
  if (isProblem(planned)) throw new Error(planned.message);
  return planned;
}

/** What a keyset query over the sorted numbers would find. */
function query(sorted: number[], { cursor, direction, fetch }: PagePlan): number[] {
  const from = cursor?.[0];
  const ordered = direction === 'forward' ? sorted : sorted.toReversed();
  const start = from === undefined ? 0 : ordered.indexOf(Number(from)) + 1;
  return ordered.slice(start, start + fetch);
}

describe('planPage', () => {
  it('takes the default, and null as if it were absent', () => {
    expect(planPage({}, options)).toEqual({ limit: 20, fetch: 21, direction: 'forward' });
    expect(planPage({ first: null, after: null, last: null, before: null }, options)).toEqual({
      limit: 20,
      fetch: 21,
      direction: 'forward',
    });
    expect(planPage({ before: encodeCursor([7]) }, options)).toEqual({
      limit: 20,
      fetch: 21,
      direction: 'backward',
      cursor: [7],
    });
  });

  it.each([
    [{ first: 1, last: 1 }, 'last', 'Ask for either first or last, not both.'],
    [{ first: 0 }, 'first', 'first must be between 1 and 100.'],
    [{ first: -1 }, 'first', 'first must be between 1 and 100.'],
    [{ first: 101 }, 'first', 'first must be between 1 and 100.'],
    [{ last: 101 }, 'last', 'last must be between 1 and 100.'],
    [
      { first: 1, before: 'x' },
      'before',
      'first goes with after; use last to page backward from before.',
    ],
    [
      { last: 1, after: 'x' },
      'after',
      'last goes with before; use first to page forward from after.',
    ],
    [{ after: 'x', before: 'x' }, 'before', 'Give either after or before, not both.'],
  ])('refuses %j', (args, path, message) => {
    expect(planPage(args, options)).toMatchObject({ code: 'INVALID_VALUE', path: [path], message });
  });

  it.each(['', 'x', '!!', 'bnVsbA', 'W10', 'WzJd', Buffer.from('[2,"a"]').toString('base64url')])(
    'refuses the cursor %j',
    (cursor) => {
      expect(planPage({ after: cursor }, options)).toMatchObject({
        code: 'INVALID_VALUE',
        path: ['after'],
      });
    },
  );

  it('refuses a cursor whose values are not those of the list', () => {
    const keys = ['text', 'id'] as const;
    const id = '018f4e9e-7b1a-7c3d-8e2f-0123456789ab';
    const ask = (values: unknown[]) =>
      planPage({ after: encodeCursor(values) }, { ...options, keys });
    expect(ask(['a', id])).toMatchObject({ cursor: ['a', id] });
    expect(ask(['a\0', id])).toMatchObject({ code: 'INVALID_VALUE' });
    expect(ask(['a', 'b'])).toMatchObject({ code: 'INVALID_VALUE' });
    expect(ask([1, id])).toMatchObject({ code: 'INVALID_VALUE' });
    expect(ask(['a'])).toMatchObject({ code: 'INVALID_VALUE' });
    expect(ask(['a', id, id])).toMatchObject({ code: 'INVALID_VALUE' });
  });
});

describe('a cursor', () => {
  it('gives back its values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer()), { minLength: 1 }),
        (values) => {
          expect(decodeCursor(encodeCursor(values))).toEqual(values);
        },
      ),
    );
  });

  it('never throws on what others make', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text)).not.toThrow();
      }),
    );
  });
});

describe('walking pages', () => {
  it('finds every row once and in order, in both directions', () => {
    const list = fc
      .uniqueArray(fc.integer(), { maxLength: 60 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 20 }), (sorted, size) => {
        const forward: number[] = [];
        let after: string | null = null;
        for (;;) {
          const planned: PagePlan = plan({ first: size, after });
          const page = toPage(query(sorted, planned), planned, (row) => [row]);
          forward.push(...page.nodes);
          expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
          if (!page.pageInfo.hasNextPage) break;
          after = page.pageInfo.endCursor;
        }
        expect(forward).toEqual(sorted);

        const backward: number[] = [];
        let before: string | null = null;
        for (;;) {
          const planned: PagePlan = plan({ last: size, before });
          const page = toPage(query(sorted, planned), planned, (row) => [row]);
          backward.unshift(...page.nodes);
          expect(page.pageInfo.hasNextPage).toBe(before !== null);
          if (!page.pageInfo.hasPreviousPage) break;
          before = page.pageInfo.startCursor;
        }
        expect(backward).toEqual(sorted);
      }),
    );
  });

  it('describes an empty page', () => {
    expect(toPage([], plan({}), () => [])).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../kernel/index.js';
import {
  checkPieces,
  judgeDecider,
  judgePieces,
  judgeTransition,
  judgeWithdrawer,
  type LockedOrder,
} from './order-command.rules.js';
import { ORDER_OPERATIONS, orderMachine } from './order.machine.js';

function order(changes: Partial<LockedOrder> = {}): LockedOrder {
  return {
    id: newId(),
    state: 'CONFIRMED',
    version: 3,
    soldToId: newId(),
    partnerOfRecordId: null,
    marketCode: 'DE',
    placedById: null,
    overdue: false,
    lines: [],
    openHolds: [],
    ...changes,
  };
}

const openLines = fc
  .array(fc.nat(20), { minLength: 1, maxLength: 10 })
  .map((open) => open.map((pieces) => ({ id: newId(), open: pieces })));

describe('judgeTransition', () => {
  const states = fc.constantFrom(...orderMachine.states);
  const operations = fc.constantFrom(...ORDER_OPERATIONS);

  it('says yes exactly where the machine does, the order is on time and nobody was faster', () => {
    fc.assert(
      fc.property(
        states,
        operations,
        fc.boolean(),
        fc.boolean(),
        (state, operation, late, stale) => {
          const found = judgeTransition(order({ state, overdue: late }), operation, stale ? 2 : 3);
          const allowed = orderMachine.allows(state, operation);
          expect(found.map(({ code }) => code)).toEqual(
            stale ? ['CONFLICT'] : allowed && !late ? [] : ['ILLEGAL_TRANSITION'],
          );
        },
      ),
    );
  });

  it('does not ask for a version that nobody has stated', () => {
    expect(judgeTransition(order(), 'CANCEL', null)).toEqual([]);
    expect(judgeTransition(order(), 'CANCEL', undefined)).toEqual([]);
  });
});

describe('judgePieces', () => {
  it('takes everything that is open when no line is named', () => {
    fc.assert(
      fc.property(openLines, (lines) => {
        const { pieces, problems } = judgePieces(order({ lines }), null);
        expect(problems).toEqual([]);
        expect(new Map(pieces.map(({ lineId, quantity }) => [lineId, quantity]))).toEqual(
          new Map(lines.filter(({ open }) => open > 0).map(({ id, open }) => [id, open])),
        );
      }),
    );
  });

  it('finds a problem for each piece that is more than open, and for no other', () => {
    fc.assert(
      fc.property(openLines, fc.array(fc.integer({ min: 1, max: 25 })), (lines, quantities) => {
        const asked = quantities
          .slice(0, lines.length)
          .map((quantity, index) => ({ lineId: lines[index]?.id ?? '', quantity }));
        const { problems } = judgePieces(order({ lines }), asked);
        const over = asked.flatMap(({ quantity }, index) =>
          quantity > (lines[index]?.open ?? 0) ? [String(index)] : [],
        );
        expect(problems.map(({ path }) => path[2])).toEqual(over);
      }),
    );
  });

  it('knows a line again whatever the case of its id', () => {
    const line = { id: newId(), open: 4 };
    const asked = [
      { lineId: line.id.toUpperCase(), quantity: 1 },
      { lineId: line.id, quantity: 1 },
    ];
    expect(judgePieces(order({ lines: [line] }), asked).problems).toMatchObject([
      { code: 'INVALID_VALUE', path: ['input', 'lines', '1', 'lineId'], facts: { rule: 'UNIQUE' } },
    ]);
  });
});

describe('checkPieces', () => {
  it('wants a list of lines to name at least one', () => {
    expect(checkPieces(null)).toEqual([]);
    expect(checkPieces([])).toMatchObject([{ code: 'INVALID_VALUE', facts: { rule: 'COUNT' } }]);
  });
});

describe('who decides', () => {
  it('is somebody else than the one who placed the order', () => {
    expect(judgeDecider('me', 'me', 'APPROVE')).toMatchObject([
      { code: 'INVALID_VALUE', facts: { rule: 'NOT_OWN_ORDER' } },
    ]);
    expect(judgeDecider('me', 'you', 'APPROVE')).toEqual([]);
    expect(judgeDecider(null, null, 'REJECT')).toEqual([]);
  });

  it('takes a request back only as its maker or as an administrator', () => {
    expect(judgeWithdrawer('me', { userId: 'me', isAdmin: false })).toEqual([]);
    expect(judgeWithdrawer('me', { userId: 'you', isAdmin: true })).toEqual([]);
    expect(judgeWithdrawer('me', { userId: 'you', isAdmin: false })).toHaveLength(1);
    expect(judgeWithdrawer(null, { userId: null, isAdmin: false })).toHaveLength(1);
  });
});

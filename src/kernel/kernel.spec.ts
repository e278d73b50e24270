import { describe, expect, it } from '@jest/globals';
import { assert, unreachable } from './assert.js';
import { isId, newId } from './id.js';
import { isProblem, ProblemError } from './problem.js';
import { defineMachine } from './state-machine.js';

describe('ids', () => {
  it('are UUIDv7 and sort in the order in which they were made', () => {
    const made = Array.from({ length: 5000 }, () => newId());
    expect(made.every((id) => isId(id) && id[14] === '7')).toBe(true);
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(5000);
  });
});

describe('a state machine', () => {
  type State = 'DRAFT' | 'OPEN' | 'DONE';
  type Operation = 'submit' | 'finish';
  const machine = defineMachine<State, Operation>({
    DRAFT: { submit: ['OPEN', 'DONE'] },
    OPEN: { finish: 'DONE' },
    DONE: {},
  });

  it('answers from its table', () => {
    expect(machine.states).toEqual(['DRAFT', 'OPEN', 'DONE']);
    expect(machine.next('DRAFT', 'submit')).toEqual(['OPEN', 'DONE']);
    expect(machine.next('OPEN', 'finish')).toBe('DONE');
    expect(machine.next('DONE', 'finish')).toBeUndefined();
    expect(machine.allows('OPEN', 'submit')).toBe(false);
    expect(machine.operations('OPEN')).toEqual(['finish']);
    expect(machine.operations('DONE')).toEqual([]);
  });
});

describe('problems and assertions', () => {
  it('carry what went wrong', () => {
    const problem = { code: 'REQUIRED', message: 'Give a name.', path: ['input', 'name'] };
    const error = new ProblemError(problem);
    expect(error.problems).toEqual([problem]);
    expect(error.message).toBe('REQUIRED: Give a name.');
    expect(isProblem(problem)).toBe(true);
    expect(isProblem({ limit: 1 })).toBe(false);
    expect(() => assert(1 > 2, 'one is not more')).toThrow('Assertion failed: one is not more');
    expect(() => unreachable('x' as never)).toThrow('Unexpected value: x');
  });
});

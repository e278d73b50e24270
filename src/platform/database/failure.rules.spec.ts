import { describe, expect, it } from '@jest/globals';
import { codeOf, isPoolExhausted, judge, retryDelayMs } from './failure.rules.js';

const state = (code: string) => Object.assign(new Error('refused'), { code });

describe('what a failure means', () => {
  it.each([
    ['40001', true, false],
    ['40P01', true, false],
    ['55P03', true, false],
    ['53300', true, true],
    ['57P01', true, true],
    ['57P02', true, true],
    ['57P03', true, true],
    ['25006', true, true],
    ['08006', true, true],
    ['08P01', true, true],
    ['57014', false, false],
    ['53100', false, false],
    ['23505', false, false],
    ['22P02', false, false],
    ['42501', false, false],
    ['PB001', false, false],
    ['ECONNREFUSED', true, true],
    ['ECONNRESET', true, true],
    ['EACCES', false, false],
  ])('%s: retried %s, connection lost %s', (code, retryable, connectionLost) => {
    expect(judge(state(code))).toEqual({ retryable, connectionLost });
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Query read timeout',
  ])('"%s" is a lost connection', (message) => {
    expect(judge(new Error(message))).toEqual({ retryable: true, connectionLost: true });
  });

  it('is a bug when it is anything else', () => {
    for (const error of [new Error('x is not a function'), undefined, 'text', { code: 7 }]) {
      expect(judge(error)).toEqual({ retryable: false, connectionLost: false });
    }
  });

  it('is found inside what TypeORM wraps', () => {
    const wrapped = Object.assign(new Error('failed'), { driverError: state('40001') });
    expect(codeOf(wrapped)).toBe('40001');
    expect(judge(wrapped).retryable).toBe(true);
  });

  it('tells a busy pool from a broken one', () => {
    expect(isPoolExhausted(new Error('timeout exceeded when trying to connect'))).toBe(true);
    expect(isPoolExhausted(new Error('Connection terminated unexpectedly'))).toBe(false);
  });
});

describe('the wait before the next attempt', () => {
  it('doubles from 20 ms to 500 ms, and is spread over all of that', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => retryDelayMs(attempt, 1))).toEqual([
      20, 40, 80, 160, 320, 500, 500, 500,
    ]);
    expect(retryDelayMs(5, 0)).toBe(0);
    expect(retryDelayMs(5, 0.5)).toBe(160);
  });
});

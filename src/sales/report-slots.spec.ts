import { expect, it } from '@jest/globals';
import { newId } from '../kernel/index.js';
import type { RequestContext, UserCaller } from '../platform/access/index.js';
import { loadToolConfig } from '../platform/config/index.js';
import { ReportSlots } from './report-slots.js';

function slotsOf(connections: number): ReportSlots {
  return new ReportSlots(loadToolConfig({ DATABASE_POOL_SIZE: String(connections) }));
}

function somebody(): RequestContext {
  const caller: UserCaller = {
    kind: 'USER',
    userId: newId(),
    sessionId: null,
    email: 'ana@lysts.example',
    name: 'Ana Lyst',
    staffRoles: ['ANALYST'],
    regionIds: [],
    membership: null,
  };
  return { requestId: newId(), caller, ip: null, userAgent: null };
}

it('gives a caller two at once, and another when one is back', () => {
  const slots = slotsOf(40);
  const ctx = somebody();
  const leave = slots.enter(ctx);
  slots.enter(ctx);
  expect(() => slots.enter(ctx)).toThrow('2 reports of yours are being sent already.');
  leave();
  leave();
  slots.enter(ctx);
  expect(() => slots.enter(ctx)).toThrow('2 reports of yours are being sent already.');
  slots.enter(somebody());
});

it('gives a quarter of the connections away, and says when to come back', () => {
  const slots = slotsOf(12);
  const leave = [somebody(), somebody(), somebody()].map((ctx) => slots.enter(ctx));
  expect(() => slots.enter(somebody())).toThrow(
    expect.objectContaining({ code: 'UNAVAILABLE', status: 503, retryAfterSeconds: 10 }),
  );
  leave[1]?.();
  slots.enter(somebody());
  expect(() => slots.enter(somebody())).toThrow('Many reports are being sent.');
});

it('has one even where there are few connections', () => {
  const slots = slotsOf(1);
  slots.enter(somebody());
  expect(() => slots.enter(somebody())).toThrow('Many reports are being sent.');
});

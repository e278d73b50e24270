import { expect, it } from '@jest/globals';
import { Lane, type LaneLimits } from './lane.js';

const LIMITS: LaneLimits = { most: 2, mostOfOne: 2, waiting: 4, waitingOfOne: 3, waitMs: 60_000 };

/** Who has come in so far, and how each of them leaves. */
function openLane(limits: Partial<LaneLimits> = {}) {
  const lane = new Lane({ ...LIMITS, ...limits });
  const entered: string[] = [];
  const leavers = new Map<string, () => void>();
  const enter = async (name: string, gone?: AbortSignal) => {
    // The first letter is the caller.
    const leave = await lane.enter(name.charAt(0), gone);
    entered.push(name);
    leavers.set(name, leave);
  };
  const leave = async (name: string) => {
    leavers.get(name)?.();
    await settled();
  };
  return { enter, leave, entered };
}

const settled = () => new Promise((done) => setImmediate(done));

it('lets so many in at once, and the next when one has left', async () => {
  const { enter, leave, entered } = openLane();
  const all = ['a1', 'b1', 'c1', 'd1'].map((name) => enter(name));
  await settled();
  expect(entered).toEqual(['a1', 'b1']);
  await leave('b1');
  await leave('b1');
  expect(entered).toEqual(['a1', 'b1', 'c1']);
  await leave('a1');
  await Promise.all(all);
  expect(entered).toEqual(['a1', 'b1', 'c1', 'd1']);
});

it('takes whoever has the fewest inside, however long others have waited', async () => {
  const { enter, leave, entered } = openLane();
  const all = ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => enter(name));
  await settled();
  await leave('a1');
  expect(entered).toEqual(['a1', 'a2', 'b1']);
  await leave('a2');
  await leave('b1');
  await Promise.all(all);
  expect(entered).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
});

it('keeps a place for others where one caller may not have all', async () => {
  const { enter, leave, entered } = openLane({ mostOfOne: 1 });
  const all = ['a1', 'a2', 'b1', 'c1'].map((name) => enter(name));
  await settled();
  expect(entered).toEqual(['a1', 'b1']);
  await leave('b1');
  expect(entered).toEqual(['a1', 'b1', 'c1']);
  await leave('c1');
  expect(entered).toEqual(['a1', 'b1', 'c1']);
  await leave('a1');
  await Promise.all(all);
  expect(entered).toEqual(['a1', 'b1', 'c1', 'a2']);
});

it('refuses those for whom there is no room to wait, and says when to come again', async () => {
  const { enter } = openLane();
  const gone = new AbortController();
  const others = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1'].map((name) => enter(name, gone.signal));
  await expect(enter('a6')).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 5 });
  await expect(enter('c1')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 5 });
  gone.abort();
  const ends = await Promise.allSettled(others);
  expect(ends.map(({ status }) => status).filter((status) => status === 'fulfilled')).toHaveLength(
    2,
  );
});

it('sends away who has waited long enough, and takes the next', async () => {
  const { enter, leave, entered } = openLane({ most: 1, waitMs: 1 });
  await enter('a1');
  await expect(enter('b1')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 5 });
  await leave('a1');
  await enter('c1');
  expect(entered).toEqual(['a1', 'c1']);
});

it('forgets who has gone while waiting', async () => {
  const { enter, leave, entered } = openLane({ most: 1 });
  const gone = new AbortController();
  await enter('a1', gone.signal);
  const waiting = [enter('b1', gone.signal), enter('c1')];
  gone.abort();
  await expect(waiting[0]).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(entered).toEqual(['a1']);
  await leave('a1');
  await waiting[1];
  expect(entered).toEqual(['a1', 'c1']);
});

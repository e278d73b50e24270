import { setTimeout as sleep } from 'node:timers/promises';
import { ask, graphqlRequest } from '../graphql.js';
import { closedLoad } from '../http-load.js';
import { cpuOf, memoryOf } from '../process-cpu.js';
import { fixed, median, spread } from '../statistics.js';
import { CatalogPages, pageRequest } from './catalog-pages.js';
import { goalLine } from './comparison.js';
import { judgeProducts } from './product-answers.js';
import type { Job, Stage } from './stage.js';

const STARTS = 7;
const SETTLE_MS = 3000;
const LOOK_MS = 100;
/** So long that whatever is kept for later has filled up. */
const LOAD_TIMES = 5;

export const startJob: Job = {
  name: 'start',
  says: 'From the start of the process, on a database that is there, to its first answer over GraphQL; and its memory.',
  run: async (stage) => {
    const times: number[] = [];
    const cpu: number[] = [];
    const idle: number[] = [];
    for (let n = 0; n < STARTS; n += 1) {
      const started = performance.now();
      const server = await stage.launch();
      await ask(graphqlRequest(server.url, undefined, { query: '{ apiVersion }' }));
      times.push((performance.now() - started) / 1000);
      cpu.push(cpuOf(server.pid) / 1000);
      await sleep(SETTLE_MS);
      idle.push(memoryOf(server.pid));
      await stage.clear();
      stage.options.report(`start ${n + 1} of ${STARTS}: ${fixed(times.at(-1) ?? 0, 2)} s`);
    }
    const loaded = await underLoad(stage);
    return [
      `Median of ${STARTS} starts: ${spread(times)} s, of which the process was on a processor for ${spread(cpu)} s. Memory ${SETTLE_MS / 1000} s later: ${spread(idle, 0)} MB; under load ` +
        `at most ${fixed(Math.max(...loaded), 0)} MB, ${fixed(median(loaded), 0)} MB at the median, while catalog pages are read ` +
        `by ${stage.options.connections} connections, half of them again and again.`,
      goalLine('time to the first answer in s', median(times), { most: 1.2, beyond: 0.7 }),
      goalLine('memory under load in MB', Math.max(...loaded), { most: 250, beyond: 200 }, 0),
    ];
  },
};

async function underLoad(stage: Stage): Promise<number[]> {
  const { connections, seconds, report } = stage.options;
  const server = await stage.server();
  const pages = await CatalogPages.open(stage);
  const popular = Array.from({ length: 200 }, () => pages.fresh());
  const seen: number[] = [];
  let done = false;
  const looking = (async () => {
    while (!done) {
      seen.push(memoryOf(server.pid));
      await sleep(LOOK_MS);
    }
  })();
  const load = await closedLoad({
    connections,
    seconds: seconds * LOAD_TIMES,
    next: () =>
      pageRequest(
        server.url,
        stage.random.chance(0.5) ? stage.random.pick(popular) : pages.fresh(),
      ),
    judge: judgeProducts,
  });
  done = true;
  await looking;
  report(`${load.latencies.length} pages under load`);
  return seen;
}

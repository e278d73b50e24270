import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { BuiltServer, killServers } from '../support/built-server.js';
import { DurableCluster } from '../support/durable-cluster.js';
import { buildFaultWorld, type FaultWorld } from '../support/fault-world.js';

const KILLS = Number(process.env['PORTAL_KILLS'] ?? 20);
const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
const CLIENTS = 8;

let cluster: DurableCluster;
let world: FaultWorld;

beforeAll(async () => {
  cluster = await DurableCluster.start();
  world = await buildFaultWorld(await cluster.createDatabase('database_kill'), SEED);
}, 120_000);

afterAll(async () => {
  await killServers();
  await world.crowd.abandon();
  await cluster.remove();
}, 60_000);

it(
  `${KILLS} × kill -9 of PostgreSQL in mid-order: the server survives, and nothing acknowledged is lost or doubled`,
  async () => {
    const { crowd } = world;
    const server = await BuiltServer.start(world.variables);
    crowd.start(CLIENTS, () => server.url);
    const gaps: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await crowd.nextAnswer();
      await sleep(crowd.below(250));
      cluster.kill();
      const killed = performance.now();
      await cluster.restart();
      await crowd.nextAnswer();
      gaps.push(Math.round(performance.now() - killed));
      expect(server.printed).not.toContain('Unhandled');
      expect(server.alive).toBe(true);
      await crowd.expectNoBreach();
    }
    await crowd.finish();
    await crowd.expectNothingLostOrDoubled();
    gaps.sort((a, b) => a - b);
    process.stdout.write(
      `PostgreSQL killed ${KILLS} times, ${crowd.report()}; kill to next order ${gaps[gaps.length >> 1]} ms in the ` +
        `middle, ${gaps.at(-1)} ms at most.\n`,
    );
    expect(server.printed).not.toContain('an operation failed');
    server.terminate();
    expect(await server.exit).toBe(0);
  },
  120_000 + KILLS * 10_000,
);

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/platform/database/embedded/postgres-process.js';
import { BuiltServer, killServers } from '../support/built-server.js';
import { DurableCluster } from '../support/durable-cluster.js';
import { buildFaultWorld, type FaultWorld } from '../support/fault-world.js';

const KILLS = Number(process.env['PORTAL_KILLS'] ?? 20);
const SEED = Number(process.env['PORTAL_SEED'] ?? Date.now() % 1_000_000);
/** Several, as in production: what one began before it died, another is asked to finish. */
const SERVERS = 3;
const CLIENTS = 8;

let cluster: DurableCluster;
let world: FaultWorld;

beforeAll(async () => {
  cluster = await DurableCluster.start();
  world = await buildFaultWorld(await cluster.createDatabase('server_kill'), SEED);
}, 120_000);

afterAll(async () => {
  await killServers();
  await world.crowd.abandon();
  await cluster.remove();
}, 60_000);

/** A place for a server, where another one starts as soon as one has died. */
class Slot {
  server: BuiltServer | undefined;
  starting: Promise<void>;
  readonly restarts: number[] = [];
  readonly url: string;

  constructor(private readonly port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.starting = this.start();
  }

  async kill(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await server?.kill();
    expect(server?.printed).not.toContain('an operation failed');
    this.starting = this.start();
  }

  private async start(): Promise<void> {
    const started = performance.now();
    this.server = await BuiltServer.start({ ...world.variables, PORT: String(this.port) });
    this.restarts.push(performance.now() - started);
  }
}

it(
  `${KILLS} × kill -9 of a server in mid-order: nothing acknowledged is lost, nothing is doubled`,
  async () => {
    const { crowd } = world;
    const slots: Slot[] = [];
    for (let port = 24_000 + (process.pid % 4000); slots.length < SERVERS; port += 1) {
      port = await freePort(port);
      slots.push(new Slot(port));
    }
    const alive = () => slots.filter(({ server }) => server !== undefined);
    const someAlive = () => Promise.race(slots.map(({ starting }) => starting));
    await Promise.all(slots.map(({ starting }) => starting));
    let turn = 0;
    crowd.start(CLIENTS, () => {
      const reachable = alive();
      turn += 1;
      return reachable[turn % reachable.length]?.url ?? slots[0]?.url ?? '';
    });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await someAlive();
      await crowd.nextAnswer();
      await sleep(crowd.below(120));
      const victims = alive();
      await victims[crowd.below(victims.length)]?.kill();
      await crowd.expectNoBreach();
    }
    await Promise.all(slots.map(({ starting }) => starting));
    await crowd.finish();
    await crowd.expectNothingLostOrDoubled();
    const slowest = Math.max(...slots.flatMap(({ restarts }) => restarts));
    process.stdout.write(
      `${KILLS} servers killed, ${crowd.report()}; a start took ${Math.round(slowest)} ms at most.\n`,
    );
  },
  120_000 + KILLS * 10_000,
);

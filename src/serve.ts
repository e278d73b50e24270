import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { demoOrderLine } from './cli/demo/demo-order.js';
import { fillDemo, type DemoSignIn } from './cli/demo/fill-demo.js';
import { createApp } from './create-app.js';
import { say, type Lifetime } from './lifetime.js';
import { withDatabase, type Config } from './platform/config/index.js';
import { DemoPeople } from './platform/explorer/index.js';
import { createLogger, Metrics, type Tracing } from './platform/observe/index.js';
import { CrewLink } from './platform/process/index.js';
import { HttpDrain } from './platform/shutdown/index.js';
import { wantsDemo } from './wants-demo.js';

/** A server that is ready to listen. */
interface Prepared {
  app: NestExpressApplication;
  listen(): Promise<void>;
  /** Prints where it is, and who can sign in. */
  announce(): Promise<void>;
}

/** Serves from this process alone. */
export async function serve(config: Config, embedded: boolean, lifetime: Lifetime): Promise<void> {
  const server = await prepare(config, embedded, lifetime);
  await server.listen();
  await server.announce();
}

/** Serves as one of several processes, and does what their supervisor says. */
export function serveInCrew(config: Config, lifetime: Lifetime): void {
  const link = new CrewLink({
    prepare: async ({ database, embedded }) => {
      const own = withDatabase(config, database);
      const server = await prepare(own, embedded, lifetime, { pid: process.pid });
      const metrics = server.app.get(Metrics);
      link.tellFrom(metrics.registry);
      metrics.gatherWith(() => link.gather());
      return server;
    },
    stop: () => void lifetime.stop(),
    fail: (error) => void lifetime.fail(error),
  });
}

async function prepare(
  config: Config,
  embedded: boolean,
  lifetime: Lifetime,
  logged?: Record<string, unknown>,
): Promise<Prepared> {
  const logger = createLogger(config.logLevel, undefined, logged);
  const tracing = await startTracing(config, lifetime);
  const app = await createApp(config, { logger, ...(tracing && { tracing }) });
  await lifetime.keep(() => app.close());
  const signIns = await demo(app, config, embedded);
  let origin = '';
  return {
    app,
    listen: async () => {
      origin = originOf(config, await listen(app, config, lifetime));
    },
    announce: async () => {
      announce(config, origin, signIns);
      await announceOrder(app, origin, signIns);
    },
  };
}

/** Nothing of it is loaded unless it is asked for. It is stopped last, so that what happens while draining is told. */
async function startTracing(config: Config, lifetime: Lifetime): Promise<Tracing | undefined> {
  if (config.telemetry === undefined) return undefined;
  const { startTelemetry } = await import('./platform/telemetry/open-telemetry.js');
  const { tracing, stop } = startTelemetry(config.telemetry.serviceName);
  await lifetime.keep(stop);
  return tracing;
}

async function demo(
  app: NestExpressApplication,
  config: Config,
  embedded: boolean,
): Promise<DemoSignIn[]> {
  if (!wantsDemo(config, embedded)) return [];
  const signIns = await fillDemo(app, config, say);
  app.get(DemoPeople).offer(signIns);
  return signIns;
}

async function listen(
  app: NestExpressApplication,
  config: Config,
  lifetime: Lifetime,
): Promise<AddressInfo> {
  const server = app.getHttpServer();
  const drain = new HttpDrain(server);
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(`Port ${config.port} is taken. Set PORT to another one, or 0 for any.`, {
        cause: error,
      });
    }
    throw error;
  }
  await lifetime.keep(() => drain.drain(config.shutdownSeconds));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server has no port.');
  }
  return address;
}

function originOf(config: Config, address: AddressInfo): string {
  const host = ['0.0.0.0', '::', '127.0.0.1'].includes(config.host) ? 'localhost' : config.host;
  return config.publicUrl ?? `http://${host}:${address.port}`;
}

function announce(config: Config, origin: string, signIns: DemoSignIn[]): void {
  say(`The portal is ready at ${origin}`);
  say(`  GraphQL   ${origin}/graphql`);
  say(`  Schema    ${origin}/schema.graphql`);
  say(`  Health    ${origin}/health/ready`);
  say(`  Metrics   ${origin}/metrics`);
  if (config.letters.smtpUrl === undefined) {
    say(`  Letters   ${join(config.dataDir, 'letters')}`);
  }
  if (signIns.length === 0) return;
  const onePerRole = signIns.filter(
    (signIn, index) => signIns.findIndex((other) => other.role === signIn.role) === index,
  );
  say('Demo sign-ins, one per role; demo.json in DATA_DIR has them all:');
  for (const { role, email, password, reseller, note } of onePerRole) {
    say(
      `  ${role.padEnd(16)} ${email.padEnd(28)} ${password.padEnd(28)} ${reseller ?? note ?? ''}`.trimEnd(),
    );
  }
}

async function announceOrder(
  app: NestExpressApplication,
  origin: string,
  signIns: DemoSignIn[],
): Promise<void> {
  const buyer = signIns.find((signIn) => signIn.role === 'BUYER');
  const line = buyer && (await demoOrderLine(app, buyer, origin));
  if (line) say(`Paste this into a shell to place an order:\n${line}`);
}

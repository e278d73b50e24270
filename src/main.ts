import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { sentenceOf } from './cli/command-line.tool.js';
import { demoOrderLine } from './cli/demo/demo-order.js';
import { fillDemo, type DemoSignIn } from './cli/demo/fill-demo.js';
import { createApp } from './create-app.js';
import { loadConfig, type Config } from './platform/config/index.js';
import {
  openDatabase,
  resetEmbeddedDatabase,
  type OpenDatabase,
} from './platform/database/open-database.js';
import { DemoPeople } from './platform/explorer/index.js';
import { HttpDrain } from './platform/shutdown/index.js';

const usage = `
npm start              starts the portal; settings: .env.example
npm start -- --reset   deletes the embedded database first, and begins afresh
`;

/** Closes what was opened, the last first. */
const opened: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

try {
  await main(process.argv.slice(2));
} catch (error) {
  say(sentenceOf(error));
  process.exitCode = 1;
  await stop();
}

async function main(args: string[]): Promise<void> {
  const unknown = args.find((arg) => !['--reset', '--help'].includes(arg));
  if (unknown !== undefined || args.includes('--help')) {
    say(usage.trim());
    process.exitCode = unknown === undefined ? 0 : 2;
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop();
    });
  }
  const config = loadConfig();
  if (args.includes('--reset')) {
    await resetEmbeddedDatabase(config, say);
  }
  const database = await openDatabase(config, { report: say });
  await keep(() => database.close());
  const app = await createApp(database.config);
  await keep(() => app.close());
  const signIns = await demo(app, database);
  const address = await listen(app, config);
  const origin = originOf(config, address);
  announce(config, origin, signIns);
  await announceOrder(app, origin, signIns);
}

/** The embedded database is filled once, so that a first look shows something; any other only when asked for. */
async function demo(app: INestApplication, database: OpenDatabase<Config>): Promise<DemoSignIn[]> {
  const { seedDemo, nodeEnv } = database.config;
  const wanted =
    seedDemo === 'true' || (seedDemo === 'auto' && database.embedded && nodeEnv !== 'production');
  if (!wanted) return [];
  const signIns = await fillDemo(app, database.config, say);
  app.get(DemoPeople).offer(signIns);
  return signIns;
}

async function listen(app: NestExpressApplication, config: Config): Promise<AddressInfo> {
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
  await keep(() => drain.drain(config.shutdownSeconds));
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
  app: INestApplication,
  origin: string,
  signIns: DemoSignIn[],
): Promise<void> {
  const buyer = signIns.find((signIn) => signIn.role === 'BUYER');
  const line = buyer && (await demoOrderLine(app, buyer, origin));
  if (line) say(`Paste this into a shell to place an order:\n${line}`);
}

/** Notes how to close something; at once, when the signal to stop came while it was being opened. */
async function keep(close: () => Promise<void>): Promise<void> {
  if (stopping !== undefined) {
    await close();
    throw new Error('Stopped while starting.');
  }
  opened.push(close);
}

async function stop(): Promise<void> {
  for (const close of opened.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      say(`Stopping was not clean: ${sentenceOf(error)}`);
      process.exitCode = 1;
    }
  }
  // Nothing should be left that keeps the process alive; a forgotten timer must not keep it for ever.
  setTimeout(() => process.exit(), 3000).unref();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { PeopleModule } from '../identity/index.js';
import { PlatformConfigModule, type ToolConfig } from '../platform/config/index.js';
import { PlatformDatabaseModule } from '../platform/database/index.js';
import { openDatabase } from '../platform/database/open-database.js';
import { createLogger, PlatformObserveModule } from '../platform/observe/index.js';
import { progress, runTool } from './command-line.tool.js';
import { fillDemo, type DemoSignIn } from './demo/fill-demo.js';
import { refuseInProduction } from './demo/seed-demo.js';

const usage = `
npm run seed   fills an empty database with the demo channel, once, and prints the demo's sign-ins
It uses DATABASE_URL, or the embedded database when that is not set. It is refused with NODE_ENV=production.
`;

/** The module that the tool starts: people and the database, nothing that listens or signs. */
class SeedTool {}

await runTool(usage, async (args, config) => {
  if (args.length > 0) {
    throw new Error(`${args.join(' ')} is not understood. See: npm run seed -- --help`);
  }
  const settings = config();
  refuseInProduction(settings.nodeEnv === 'production');
  const database = await openDatabase(settings, { report: progress, share: true });
  try {
    const signIns = await fill(database.config);
    if (signIns.length === 0) {
      progress('Nothing was done: the database holds a channel that is not the demo.');
    }
    for (const { role, email, password, reseller, note } of signIns) {
      process.stdout.write(`${[role, email, password, reseller ?? note ?? ''].join('\t')}\n`);
    }
  } finally {
    await database.close();
  }
});

async function fill(config: ToolConfig): Promise<DemoSignIn[]> {
  const tool = await NestFactory.createApplicationContext(
    {
      module: SeedTool,
      imports: [
        PlatformConfigModule.forRoot(config),
        PlatformObserveModule.forRoot(createLogger(config.logLevel)),
        PlatformDatabaseModule,
        PeopleModule,
      ],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  try {
    return await fillDemo(tool, config, progress);
  } finally {
    await tool.close();
  }
}

import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { PlatformConfigModule, type ToolConfig } from '../platform/config/index.js';
import { PlatformDatabaseModule } from '../platform/database/index.js';
import { openDatabase } from '../platform/database/open-database.js';
import { InvariantCheck, InvariantCheckModule } from '../platform/invariant/index.js';
import { createLogger, PlatformObserveModule } from '../platform/observe/index.js';
import { progress, runTool } from './command-line.tool.js';

const usage = `
npm run invariants   asks the database whether everything is as it must always be: stock, money, credit, audit …
It prints a line per breach (invariant, entity, id, what is wrong) and then ends with exit code 1.
It uses DATABASE_URL, or the embedded database when that is not set.
`;

/** The module that the tool starts: the database and the check, nothing that listens or signs. */
class CheckInvariantsTool {}

await runTool(usage, async (args, config) => {
  if (args.length > 0) {
    throw new Error(`${args.join(' ')} is not understood. See: npm run invariants -- --help`);
  }
  const database = await openDatabase(config(), { report: progress, share: true });
  try {
    const lines = await check(database.config);
    for (const line of lines) process.stdout.write(`${line}\n`);
    progress(lines.length === 0 ? 'No invariant is broken.' : `${lines.length} breaches.`);
    process.exitCode = lines.length === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
});

async function check(config: ToolConfig): Promise<string[]> {
  const tool = await NestFactory.createApplicationContext(
    {
      module: CheckInvariantsTool,
      imports: [
        PlatformConfigModule.forRoot(config),
        PlatformObserveModule.forRoot(createLogger(config.logLevel)),
        PlatformDatabaseModule,
        InvariantCheckModule,
      ],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  try {
    const breaches = await tool.get(InvariantCheck).run();
    return breaches.map(({ invariant, entity, entityId, detail }) =>
      [invariant, entity, entityId, detail].join('\t'),
    );
  } finally {
    await tool.close();
  }
}

import { createReadStream } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { ProblemError } from '../kernel/index.js';
import { systemContext } from '../platform/access/index.js';
import { PlatformConfigModule, type ToolConfig } from '../platform/config/index.js';
import { PlatformDatabaseModule } from '../platform/database/index.js';
import { openDatabase } from '../platform/database/open-database.js';
import { createLogger, PlatformObserveModule } from '../platform/observe/index.js';
import { ImportExchangeRates, RateImportModule, type RateImport } from '../sales/index.js';
import { progress, runTool } from './command-line.tool.js';

const usage = `
npm run import-exchange-rates -- eurofxref-hist.csv   takes over a file of the European Central Bank
npm run import-exchange-rates -- -                    the same from standard input
It takes the bank's CSV, unpacked, and its XML: of one day, of ninety days or of all since 1999. Run again, the same file
changes nothing; of a file with a mistake nothing is taken. It uses DATABASE_URL, or the embedded database when that is
not set.
`;

/** The module that the tool starts: rates and the database, nothing that listens. */
class ImportExchangeRatesTool {}

await runTool(usage, async (args, config) => {
  const [file, ...rest] = args;
  if (file === undefined || rest.length > 0 || file.startsWith('--')) {
    throw new Error('Give one file. See: npm run import-exchange-rates -- --help');
  }
  const body = file === '-' ? process.stdin : createReadStream(file);
  const database = await openDatabase(config(), { report: progress, share: true });
  try {
    const result = await importFile(database.config, bytesOf(body));
    progress(sentenceOf(result));
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await database.close();
  }
});

async function importFile(config: ToolConfig, body: AsyncIterable<Buffer>): Promise<RateImport> {
  const tool = await NestFactory.createApplicationContext(
    {
      module: ImportExchangeRatesTool,
      imports: [
        PlatformConfigModule.forRoot(config),
        PlatformObserveModule.forRoot(createLogger(config.logLevel)),
        PlatformDatabaseModule,
        RateImportModule,
      ],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  try {
    const ctx = systemContext('a file of exchange rates is imported by hand');
    return await tool.get(ImportExchangeRates).run(ctx, body);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const told = error.problems.map(({ message }) => message).join('\n');
    throw new Error(`${told}\nNothing of the file was taken.`, { cause: error });
  } finally {
    await tool.close();
  }
}

async function* bytesOf(body: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) throw new Error('A stream without an encoding gives bytes.');
    yield chunk;
  }
}

function sentenceOf({ added, changed, unchanged, keptCount, ...file }: RateImport): string {
  const ignored = file.ignoredCurrencies.join(', ');
  return [
    `${file.days} days from ${file.firstDay} to ${file.lastDay}: ${added} rates added, ${changed} corrected, ${unchanged} as they were.`,
    ...(keptCount > 0 ? [`${keptCount} that people entered differ, and stay.`] : []),
    ...(ignored === '' ? [] : [`No active currencies, left out: ${ignored}.`]),
  ].join(' ');
}

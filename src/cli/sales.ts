import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { PlatformConfigModule, type ToolConfig } from '../platform/config/index.js';
import { PlatformDatabaseModule } from '../platform/database/index.js';
import { openDatabase } from '../platform/database/open-database.js';
import { createLogger, PlatformObserveModule } from '../platform/observe/index.js';
import { CompareSales, RebuildSales, SalesKeepingModule } from '../sales/index.js';
import { progress, runTool } from './command-line.tool.js';

const usage = `
npm run sales -- compare    compares order lines, sales events, facts and rollups, month by month; prints a line per
                            difference (what, which, why) and then ends with exit code 1
npm run sales -- rebuild    makes facts and rollups anew from the sales events, four months at a time; readers see each
                            month as it was until it is done, and orders come in meanwhile
  --from=2026-01 --to=2026-03   only these months
  --workers=2                   as many months at a time, 1 to 16
It uses DATABASE_URL, or the embedded database when that is not set.
`;

/** The module that the tool starts: the database and what keeps sales, nothing that listens or signs. */
class SalesTool {}

type Work = (keeping: { compare: CompareSales; rebuild: RebuildSales }) => Promise<void>;

await runTool(usage, async ([command, ...options], config) => {
  const work = command === 'compare' ? comparing(options) : rebuilding(command, options);
  const database = await openDatabase(config(), { report: progress, share: true });
  try {
    await withTool(database.config, work);
  } finally {
    await database.close();
  }
});

function comparing([option]: string[]): Work {
  if (option !== undefined) throw misunderstood(option);
  return compare;
}

async function compare({ compare: comparison }: Parameters<Work>[0]): Promise<void> {
  const differences = await comparison.run((month, found) => {
    progress(`${month.slice(0, 7)}: ${found === 0 ? 'the same' : `${found} differences`}`);
  });
  for (const { entity, entityId, detail } of differences) {
    process.stdout.write(`${[entity, entityId, detail].join('\t')}\n`);
  }
  progress(
    differences.length === 0 ? 'Everything is the same.' : `${differences.length} differences.`,
  );
  process.exitCode = differences.length === 0 ? 0 : 1;
}

function rebuilding(command: string | undefined, options: string[]): Work {
  const values = new Map<string, string>();
  const known = /^--(?:(from|to)=(\d{4}-(?:0[1-9]|1[0-2]))|(workers)=([1-9]|1[0-6]))$/;
  for (const option of options) {
    const found = known.exec(option);
    if (found === null) throw misunderstood(option);
    values.set(found[1] ?? found[3] ?? '', found[2] ?? found[4] ?? '');
  }
  if (command !== 'rebuild') throw misunderstood(command ?? 'Nothing');
  return async ({ rebuild }) => {
    const facts = await rebuild.run({
      workers: Number(values.get('workers') ?? 4),
      ...(values.has('from') && { from: values.get('from') }),
      ...(values.has('to') && { to: values.get('to') }),
      report: ({ month, facts: made, seconds, done, of }) => {
        progress(
          `${month.slice(0, 7)}: ${made} facts, ${seconds.toFixed(1)} s (${done} of ${of} months)`,
        );
      },
    });
    progress(`Done: ${facts} facts.`);
  };
}

function misunderstood(what: string): Error {
  return new Error(`${what} is not understood. See: npm run sales -- --help`);
}

async function withTool(config: ToolConfig, work: Work): Promise<void> {
  const tool = await NestFactory.createApplicationContext(
    {
      module: SalesTool,
      imports: [
        PlatformConfigModule.forRoot(config),
        PlatformObserveModule.forRoot(createLogger(config.logLevel)),
        PlatformDatabaseModule,
        SalesKeepingModule,
      ],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  try {
    await work({ compare: tool.get(CompareSales), rebuild: tool.get(RebuildSales) });
  } finally {
    await tool.close();
  }
}

import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { openDatabase } from '../platform/database/open-database.js';
import {
  createReportUser,
  dropReportUser,
  listReportUsers,
  misnamed,
  setReportRegions,
} from '../platform/database/report-users.js';
import { progress, requiredMigrationUrl, runTool } from './command-line.tool.js';

const usage = `
npm run bi-user -- create bi_emea --regions=EMEA,APAC   makes a user for BI tools that sees the sales of these regions; its
                                                        password is made up and printed once
npm run bi-user -- set bi_emea --regions=EMEA           gives it these regions and no others
npm run bi-user -- drop bi_emea                         ends its connections and removes it
npm run bi-user -- list                                 names all, with their regions
  --all-regions        in the place of --regions: every region, also those to come
  --password-stdin     with create: takes the password from standard input
  --connections=10     with create: how many connections it may have at a time, 5 unless you say so
Users are roles of PostgreSQL, members of bi_reader: they read the schema "reporting" and nothing else, by statements of a
minute at most. It uses MIGRATION_DATABASE_URL, or the embedded database when DATABASE_URL is not set.
`;

const SEE = 'See: npm run bi-user -- --help';

type Options = ReturnType<typeof parse>['values'];

await runTool(usage, async (args, config) => {
  const { values, positionals } = parse(args);
  const [command, name = '', ...rest] = positionals;
  if (rest.length > 0) throw new Error(`${rest.join(' ')} is not understood. ${SEE}`);
  const work = await workOf(command, name, values);
  const database = await openDatabase(config(), { report: progress, share: true });
  try {
    await work(requiredMigrationUrl(database.config));
  } finally {
    await database.close();
  }
});

async function workOf(
  command: string | undefined,
  name: string,
  options: Options,
): Promise<(adminUrl: string) => Promise<void>> {
  if (command === 'list' && name === '') return list;
  const mistake = misnamed(name);
  switch (command) {
    case 'create': {
      if (mistake !== undefined) throw new Error(mistake);
      return create(name, regionsOf(options), options);
    }
    case 'set': {
      const regions = regionsOf(options);
      return async (adminUrl) => {
        await setReportRegions(adminUrl, name, regions);
        progress(`${name} sees ${seen(regions)} from now on.`);
      };
    }
    case 'drop':
      return async (adminUrl) => {
        await dropReportUser(adminUrl, name);
        progress(`${name} is gone.`);
      };
    default:
      throw new Error(`Say create, set, drop or list. ${SEE}`);
  }
}

async function create(
  name: string,
  regions: string[] | null,
  options: Options,
): Promise<(adminUrl: string) => Promise<void>> {
  const connectionLimit = Number(options.connections);
  if (!/^[1-9]\d{0,2}$/.test(options.connections)) {
    throw new Error('--connections is a number from 1 to 999.');
  }
  const given = options['password-stdin']
    ? (await readAll(process.stdin)).replace(/\r?\n$/, '')
    : undefined;
  if (given !== undefined && given.length < 16) {
    throw new Error('A password that no person has to remember has at least 16 characters.');
  }
  const password = given ?? randomBytes(24).toString('base64url');
  return async (adminUrl) => {
    await createReportUser(adminUrl, { name, regions, connectionLimit, password });
    progress(`${name} can sign in and sees ${seen(regions)}.`);
    if (given !== undefined) return;
    process.stdout.write(`${password}\n`);
    progress('This is the password. It is shown this once.');
  };
}

async function list(adminUrl: string): Promise<void> {
  for (const { name, regions, connectionLimit } of await listReportUsers(adminUrl)) {
    process.stdout.write(`${name}\t${seen(regions)}\t${connectionLimit} connections\n`);
  }
}

function regionsOf(options: Options): string[] | null {
  const regions = (options.regions ?? '')
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '');
  if (options['all-regions'] === regions.length > 0) {
    throw new Error(`Give either --regions=… or --all-regions. ${SEE}`);
  }
  return options['all-regions'] ? null : regions;
}

function seen(regions: string[] | null): string {
  if (regions === null) return 'all regions';
  return regions.length === 0 ? 'nothing' : regions.join(', ');
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        regions: { type: 'string' },
        'all-regions': { type: 'boolean', default: false },
        'password-stdin': { type: 'boolean', default: false },
        connections: { type: 'string', default: '5' },
      },
    });
  } catch (error) {
    throw new Error(`An option is not understood. ${SEE}`, { cause: error });
  }
}

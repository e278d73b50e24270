import { randomBytes } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { checkNewPassword, MembershipService, PeopleModule } from '../identity/index.js';
import { ProblemError } from '../kernel/index.js';
import { PlatformConfigModule, type ToolConfig } from '../platform/config/index.js';
import { PlatformDatabaseModule } from '../platform/database/index.js';
import { openDatabase } from '../platform/database/open-database.js';
import { createLogger, PlatformObserveModule } from '../platform/observe/index.js';
import { progress, runTool } from './command-line.tool.js';

const usage = `
npm run create-admin -- ada@example.com --name="Ada Admin"
  makes the first administrator. The password is made up and printed once.
npm run create-admin -- ada@example.com --name="Ada Admin" --password-stdin < password.txt
  takes the password from standard input instead.
npm run create-admin -- bob@example.com --name="Bob Admin" --another
  makes one more, where there is an administrator already.
It uses DATABASE_URL, or the embedded database when that is not set.
`;

/** The module that the tool starts: people and the database, nothing that listens or signs. */
class CreateAdminTool {}

interface Wish {
  email: string;
  name: string;
  another: boolean;
  password: string;
  /** Whether the password was made up here and must be shown. */
  generated: boolean;
}

await runTool(usage, async (args, config) => {
  const wish = await readWish(args);
  const problems = checkNewPassword(wish.password, { email: wish.email }, ['password']);
  if (problems.length > 0) {
    throw new Error(problems.map(({ message }) => message).join(' '));
  }
  const database = await openDatabase(config(), { report: progress, share: true });
  try {
    await createAdministrator(database.config, wish);
  } finally {
    await database.close();
  }
  progress(`${wish.email} can sign in as an administrator.`);
  if (wish.generated) {
    process.stdout.write(`${wish.password}\n`);
    progress('This is the password. It is shown this once; change it after the first sign-in.');
  }
});

async function createAdministrator(config: ToolConfig, wish: Wish): Promise<void> {
  const tool = await NestFactory.createApplicationContext(
    {
      module: CreateAdminTool,
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
    const members = tool.get(MembershipService);
    const passwordHash = await members.hashPassword(wish.password);
    const { email, name, another } = wish;
    const created = await members.createAdministrator({ email, name, passwordHash }, another);
    if (created === undefined) {
      throw new Error(
        'There is an administrator already, who can make others. To make one more from here, add --another.',
      );
    }
  } catch (error) {
    if (error instanceof ProblemError) {
      throw new Error(error.problems.map(({ message }) => message).join(' '), { cause: error });
    }
    throw error;
  } finally {
    await tool.close();
  }
}

async function readWish(args: string[]): Promise<Wish> {
  const { values, positionals } = parse(args);
  const [email, ...rest] = positionals;
  if (email === undefined || rest.length > 0) {
    throw new Error('Give one e-mail address. See: npm run create-admin -- --help');
  }
  const generated = !values['password-stdin'];
  const password = generated
    ? randomBytes(18).toString('base64url')
    : (await readAll(process.stdin)).replace(/\r?\n$/, '');
  return { email, name: values.name ?? email, another: values.another, password, generated };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        another: { type: 'boolean', default: false },
        'password-stdin': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Error('An option is not understood. See: npm run create-admin -- --help', {
      cause: error,
    });
  }
}

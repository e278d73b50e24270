import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import {
  createReportUser,
  dropReportUser,
  listReportUsers,
} from '../../src/platform/database/report-users.js';
import { startPortal, type Portal } from '../support/portal.js';
import { runProgram, type ProgramOutcome } from '../support/run-program.js';
import { addRegion } from '../support/world/market.world.js';

// Each run of the tool is a process of its own, which compiles its sources first.
jest.setTimeout(120_000);

const NAME = `bi_tool_${randomBytes(6).toString('hex')}`;

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('bi_user');
  await addRegion(portal.db, { code: 'EMEA' });
  await addRegion(portal.db, { code: 'APAC' });
});

afterAll(async () => {
  await portal?.db.query(`DROP ROLE IF EXISTS ${NAME}`);
  await portal?.stop();
});

function biUser(args: string[], input?: string): Promise<ProgramOutcome> {
  const { migrationUrl = '' } = portal.config.database;
  return runProgram(portal, 'bi-user', args, input, { MIGRATION_DATABASE_URL: migrationUrl });
}

async function signIn(password: string): Promise<string> {
  const url = new URL(portal.config.database.migrationUrl ?? '');
  url.username = NAME;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const { rows } = await client.query<{ name: string }>('SELECT session_user AS name');
  await client.end();
  return rows[0]?.name ?? '';
}

it('bi-user makes a user, tells its password once, changes its regions, lists and drops it', async () => {
  const made = await biUser(['create', NAME, '--regions=EMEA,APAC', '--connections=7']);
  const { host, pathname } = new URL(portal.config.database.migrationUrl ?? '');
  expect([made.code, made.err]).toEqual([
    0,
    `${NAME} can sign in at ${host}, database ${pathname.slice(1)}, and sees EMEA, APAC.
This is the password. It is shown this once.`,
  ]);
  expect(made.out).toMatch(/^[\w-]{32}$/);
  expect(await signIn(made.out)).toBe(NAME);

  const again = await biUser(['create', NAME, '--all-regions']);
  expect([again.code, again.err]).toEqual([
    1,
    expect.stringContaining(`There is a role ${NAME} already.`),
  ]);

  const listed = await biUser(['list']);
  expect(listed.out.split('\n')).toContain(`${NAME}\tAPAC, EMEA\t7 connections`);

  const changed = await biUser(['set', NAME, '--all-regions']);
  expect(changed.err).toBe(`${NAME} sees all regions from now on.`);
  expect((await biUser(['list'])).out.split('\n')).toContain(`${NAME}\tall regions\t7 connections`);

  const dropped = await biUser(['drop', NAME]);
  expect([dropped.code, dropped.err]).toEqual([0, `${NAME} is gone.`]);
  await expect(signIn(made.out)).rejects.toMatchObject({ code: expect.stringMatching(/^28/) });
  expect(await portal.rows('SELECT 1 FROM sales.bi_grant WHERE role_name = $1', [NAME])).toEqual(
    [],
  );
});

it('bi-user refuses what it does not understand, and leaves nothing behind', async () => {
  const refused: [string[], string, string?][] = [
    [['create', 'portal_app', '--all-regions'], 'The name of a BI user begins with bi_'],
    [['create', 'bi_reader', '--all-regions'], 'The name of a BI user begins with bi_'],
    [['create', 'bi_x"; DROP', '--all-regions'], 'The name of a BI user begins with bi_'],
    [['create', NAME], 'Give either --regions=… or --all-regions.'],
    [['create', NAME, '--regions=EMEA', '--all-regions'], 'Give either --regions=…'],
    [['create', NAME, '--regions=EMEA,MOON'], 'There is no region MOON.'],
    [['create', NAME, '--all-regions', '--connections=0'], '--connections is a number'],
    [['create', NAME, '--all-regions', '--password-stdin'], 'at least 16 characters', 'short'],
    [['set', 'bi_nobody_here', '--all-regions'], 'There is no BI user bi_nobody_here.'],
    [['drop', 'postgres'], 'There is no BI user postgres.'],
    [['grant', NAME], 'Say create, set, drop or list.'],
  ];
  const answers = await Promise.all(refused.map(([args, , input]) => biUser(args, input)));
  expect(answers.map(({ code, out }) => [code, out])).toEqual(refused.map(() => [1, '']));
  answers.forEach(({ err }, n) => {
    expect(err).toContain(refused[n]?.[1] ?? '?');
    expect(err).not.toMatch(/^ +at /m);
  });
  expect(await portal.rows('SELECT 1 FROM pg_roles WHERE rolname = $1', [NAME])).toEqual([]);
});

it('an administrator who is no superuser, as managed servers have them, makes and drops one too', async () => {
  const admin = `managed_${randomBytes(6).toString('hex')}`;
  await portal.db.query(
    `CREATE ROLE ${admin} LOGIN CREATEROLE PASSWORD 'managed';
     GRANT portal_owner TO ${admin};
     GRANT bi_reader TO ${admin} WITH ADMIN OPTION`,
  );
  const url = new URL(portal.config.database.migrationUrl ?? '');
  url.username = admin;
  url.password = 'managed';
  try {
    await createReportUser(url.href, {
      name: NAME,
      regions: ['EMEA'],
      connectionLimit: 5,
      password: 'a password for tests of reports',
    });
    expect(await listReportUsers(url.href)).toContainEqual({
      name: NAME,
      regions: ['EMEA'],
      connectionLimit: 5,
    });
    expect(await signIn('a password for tests of reports')).toBe(NAME);
    await dropReportUser(url.href, NAME);
    expect(await portal.rows('SELECT 1 FROM pg_roles WHERE rolname = $1', [NAME])).toEqual([]);
  } finally {
    await portal.db.query(`DROP ROLE IF EXISTS ${NAME}`);
    await portal.db.query(`DROP OWNED BY ${admin}; DROP ROLE ${admin}`);
  }
});

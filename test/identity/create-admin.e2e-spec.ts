import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { signInAs } from '../support/world/identity.world.js';

const root = new URL('../../', import.meta.url);
const loader = new URL('test/support/typescript-loader.mjs', root).href;
const preload = `data:text/javascript,import{register}from"node:module";register("${loader}")`;
const program = fileURLToPath(new URL('src/cli/create-admin.ts', root));

// Each run of the tool is a process of its own, which compiles its sources first.
jest.setTimeout(90_000);

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('create-admin');
});

afterAll(() => portal.stop());

/** Runs the tool as a person does, on the portal's database, without any signing key. */
async function createAdmin(args: string[], input?: string) {
  const child = spawn(process.execPath, ['--no-warnings', '--import', preload, program, ...args], {
    cwd: fileURLToPath(root),
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: portal.config.database.url,
      DATA_DIR: portal.config.dataDir,
    },
  });
  child.stdin.end(input ?? '');
  const [code, out, err] = await Promise.all([
    new Promise((resolve) => child.on('exit', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out: out.trim(), err: err.trim() };
}

describe('create-admin', () => {
  it('makes the first administrator and shows the password once', async () => {
    const made = await createAdmin(['Ada@example.com', '--name=Ada Admin']);
    expect(made.err).toContain('Ada@example.com can sign in as an administrator.');
    expect(made.code).toBe(0);
    expect(made.out).toMatch(/^[\w-]{24}$/);
    const { accessToken } = await signInAs(portal, 'ada@example.com', made.out);
    const answer = await portal.ask(
      '{ viewer { user { name } staffRoles regionIds membership { id } } }',
      {},
      { token: accessToken },
    );
    expect(answer.data.viewer).toEqual({
      user: { name: 'Ada Admin' },
      staffRoles: ['ADMIN'],
      regionIds: [],
      membership: null,
    });
    const records = await portal.rows(
      `SELECT actor_kind, actor_label, operation FROM platform.audit_record
       WHERE entity = 'USER' ORDER BY seq`,
    );
    expect(records).toEqual([
      { actor_kind: 'SYSTEM', actor_label: 'create-admin', operation: 'CREATE' },
      { actor_kind: 'SYSTEM', actor_label: 'create-admin', operation: 'GRANT_STAFF_ROLE' },
    ]);
  });

  it('makes another one only when asked to, with a password from standard input', async () => {
    const refused = await createAdmin(['bob@example.com', '--name=Bob']);
    expect(refused).toEqual({
      code: 1,
      out: '',
      err: 'There is an administrator already, who can make others. To make one more from here, add --another.',
    });
    const made = await createAdmin(
      ['bob@example.com', '--name=Bob', '--another', '--password-stdin'],
      'a password that Bob chose\n',
    );
    expect([made.code, made.out]).toEqual([0, '']);
    await signInAs(portal, 'bob@example.com', 'a password that Bob chose');
  });

  it('says what is wrong in a sentence, and changes nothing', async () => {
    const cases: [string[], string, string][] = [
      [[], '', 'Give one e-mail address. See: npm run create-admin -- --help'],
      [
        ['x@example.com', '--force'],
        '',
        'An option is not understood. See: npm run create-admin -- --help',
      ],
      [
        ['x@example.com', '--another', '--password-stdin'],
        'short\n',
        'A password has 12 to 128 characters.',
      ],
      [['ADA@example.com', '--another'], '', 'Somebody already signs in with this e-mail address.'],
      [['nobody', '--another'], '', 'This is not an e-mail address.'],
    ];
    const outcomes = await Promise.all(cases.map(([args, input]) => createAdmin(args, input)));
    expect(outcomes).toEqual(cases.map(([, , message]) => ({ code: 1, out: '', err: message })));
    const [row] = await portal.rows('SELECT count(*)::int AS count FROM identity.user_account');
    expect(row).toEqual({ count: 2 });
  });
});

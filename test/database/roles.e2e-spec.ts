import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { setUpDatabase } from '../../src/platform/database/roles.sql.js';
import { openUnitOfWork } from '../support/probe-unit.js';
import { testConfig } from '../support/test-config.js';
import {
  APP_PASSWORD,
  createTestDatabase,
  runAsAdmin,
  type TestDatabase,
} from '../support/test-database.js';

let database: TestDatabase;
let app: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase('roles');
  await runAsAdmin(
    database,
    `SET ROLE portal_owner;
     CREATE TABLE public.secret (id int);
     ALTER TABLE public.secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     GRANT SELECT ON public.secret TO portal_app, portal_system;
     CREATE POLICY system ON public.secret TO portal_system USING (true);
     CREATE POLICY owner ON public.secret TO portal_owner USING (true) WITH CHECK (true);
     INSERT INTO public.secret VALUES (1), (2);
     CREATE TABLE public.system_only (id int);
     GRANT SELECT ON public.system_only TO portal_system;`,
  );
  app = new pg.Client({ connectionString: database.url });
  await app.connect();
});

afterAll(async () => {
  await app.end();
  await database.drop();
});

const refused = (text: string) => expect(app.query(text)).rejects.toMatchObject({ code: '42501' });

describe('portal_app', () => {
  it('sees nothing through the eyes of portal_system before it has said SET ROLE', async () => {
    expect((await app.query('SELECT * FROM public.secret')).rows).toEqual([]);
    await refused('SELECT * FROM public.system_only');
    await app.query('BEGIN; SET LOCAL ROLE portal_system');
    expect((await app.query('SELECT id FROM public.secret ORDER BY id')).rows).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
    await app.query('ROLLBACK');
    expect((await app.query('SELECT * FROM public.secret')).rows).toEqual([]);
  });

  it('cannot become the owner, change the schema, or write what is recorded for good', async () => {
    await refused('SET ROLE portal_owner');
    await refused('CREATE TABLE public.mine (id int)');
    await refused('CREATE SCHEMA mine');
    await refused('CREATE TEMPORARY TABLE mine (id int)');
    await refused('ALTER TABLE public.secret DISABLE ROW LEVEL SECURITY');
    await refused('DROP TABLE public.secret');
  });

  it('has exactly these rights as a role', async () => {
    const roles = await runAsAdmin(
      database,
      `SELECT rolname AS name, rolcanlogin AS login, rolinherit AS inherit,
         rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication AS special
       FROM pg_roles WHERE rolname ~ '^(portal_|bi_reader)' ORDER BY rolname`,
    );
    expect(roles).toEqual([
      { name: 'bi_reader', login: false, inherit: false, special: false },
      { name: 'portal_app', login: true, inherit: false, special: false },
      { name: 'portal_owner', login: false, inherit: false, special: false },
      { name: 'portal_system', login: false, inherit: false, special: false },
      { name: 'portal_worker', login: false, inherit: false, special: false },
    ]);
    const members = await runAsAdmin(
      database,
      `SELECT roleid::regrole::text AS role FROM pg_auth_members
       WHERE member = 'portal_app'::regrole ORDER BY 1`,
    );
    expect(members).toEqual([{ role: 'portal_system' }, { role: 'portal_worker' }]);
  });
});

describe('setup-database', () => {
  it('can be run again, and puts back what was changed', async () => {
    await runAsAdmin(database, 'ALTER ROLE portal_system INHERIT');
    await setUpDatabase(database.adminUrl, { app: APP_PASSWORD });
    const [role] = await runAsAdmin<{ rolinherit: boolean }>(
      database,
      "SELECT rolinherit FROM pg_roles WHERE rolname = 'portal_system'",
    );
    expect(role).toEqual({ rolinherit: false });
  });

  it('works for an administrator who is no superuser', async () => {
    await runAsAdmin(
      database,
      `CREATE ROLE managed_admin LOGIN CREATEROLE PASSWORD 'managed';
       GRANT portal_owner, portal_system, portal_worker, portal_app, bi_reader TO managed_admin WITH ADMIN OPTION;
       ALTER DATABASE ${database.name} OWNER TO managed_admin;
       ALTER SCHEMA public OWNER TO managed_admin`,
    );
    const url = new URL(database.adminUrl);
    url.username = 'managed_admin';
    url.password = 'managed';
    await setUpDatabase(url.href, { app: APP_PASSWORD });
    await runAsAdmin(
      database,
      `ALTER DATABASE ${database.name} OWNER TO CURRENT_USER;
       ALTER SCHEMA public OWNER TO CURRENT_USER;
       REASSIGN OWNED BY managed_admin TO CURRENT_USER; DROP OWNED BY managed_admin;`,
    );
  });
});

describe('the server', () => {
  it('refuses to serve as somebody whom row-level security does not bind', async () => {
    const config = testConfig({ ...database, url: database.adminUrl });
    await expect(openUnitOfWork(config)).rejects.toThrow('row-level security does not bind it');
  });

  it('refuses to serve a database that is behind', async () => {
    const [last] = await runAsAdmin<{ name: string }>(
      database,
      'DELETE FROM public.migration WHERE id = (SELECT max(id) FROM public.migration) RETURNING name',
    );
    await expect(openUnitOfWork(testConfig(database))).rejects.toThrow(
      `1 migrations are pending, the first is ${last?.name}. Run: npm run migrate`,
    );
  });
});

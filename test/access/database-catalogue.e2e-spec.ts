import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FOREIGN_SCHEMAS, ownedTables } from '../support/owned-tables.js';
import { startPortal, type Portal } from '../support/portal.js';

/** Append-only: what was written there stays as it is, whoever asks. */
const LEDGERS = [
  'platform.audit_record',
  'sales.event',
  'reseller.credit_payment',
  'inventory.stock_movement',
];

/**
 * What the server's login may run with the owner's rights, past row-level security. Each has to judge by itself who
 * asks, so that a new one is looked at by a person before it is added here.
 */
const DEFINERS_OF_THE_SERVER = [
  'identity.accept_invitation(bytea,uuid,uuid,text,text,text,uuid)',
  'identity.add_invitation_token(bytea,uuid)',
  'identity.admins_of(uuid)',
  'identity.ask_account(text,text,text,text,bytea,integer,integer)',
  'identity.ask_email_proof(uuid,text,bytea,integer,integer)',
  'identity.ask_reset(text,bytea,integer)',
  'identity.caller_by_key(text)',
  'identity.caller_by_microsoft(uuid,uuid)',
  'identity.caller_by_session(uuid)',
  'identity.change_password(uuid,text,text,uuid)',
  'identity.contact_of(uuid)',
  'identity.end_member_sessions(uuid)',
  'identity.invitation_by_token(bytea)',
  'identity.keep_microsoft_proof(bytea,bytea,uuid,uuid,text,text,integer)',
  'identity.link_microsoft(uuid,uuid,uuid,text,text)',
  'identity.make_first_admin(uuid,uuid,uuid)',
  'identity.memberships_of(uuid)',
  'identity.microsoft_account_of(uuid)',
  'identity.open_microsoft_session(uuid,uuid,uuid,bytea,integer,uuid,uuid,text,text)',
  'identity.open_session(uuid,uuid,uuid,bytea,integer,text,uuid,text,text)',
  'identity.password_of(uuid)',
  'identity.reset_password(bytea,text)',
  'identity.revoke_session(uuid)',
  'identity.rotate_refresh(bytea,bytea,integer)',
  'identity.sign_in_lookup(text)',
  'identity.sign_in_microsoft(uuid,uuid,uuid,text,text)',
  'identity.token_subject(bytea,text)',
  'identity.touch_key(uuid)',
  'identity.unlink_microsoft(uuid,uuid)',
  'identity.update_account(uuid,text,text)',
  'identity.use_email_token(bytea,uuid)',
  'identity.use_microsoft_proof(bytea,bytea)',
  'identity.works_for(uuid,uuid)',
  'inventory.delete_location(uuid,integer)',
  'onboarding.duplicates_of(uuid[],uuid[])',
  'orders.backordered(text,uuid[])',
  'orders.fill_backorders(uuid[],uuid[],text)',
  'orders.lock_at_levels(uuid[],uuid[],integer[])',
  'orders.lock_with_waiting(uuid)',
  'orders.lower_levels(uuid[],uuid[],integer[],text[],uuid,text)',
  'orders.party_names(uuid[])',
  'orders.put_covered_lines(uuid,jsonb)',
  'orders.reclaim(uuid,uuid,integer,text)',
  'platform.add_job(text,json,timestamp with time zone,text)',
  'platform.claim_key(text,text,text,text)',
  'platform.complete_key(text,text,text,jsonb)',
  'platform.job_queue()',
  'pricing.shown_terms(text)',
  'reseller.keep_partner(uuid,uuid,text,date)',
  'reseller.keep_standing(uuid,integer)',
  'reseller.partner_standing(uuid,uuid,text,date)',
  'reseller.party_name(uuid,uuid)',
  'reseller.request_relationship(uuid,text,text)',
];

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('database_catalogue');
});

afterAll(() => portal?.stop());

/** The first column of what the catalogue answers: mostly the names of what should not be there. */
async function names(text: string, values: unknown[] = []): Promise<string[]> {
  const rows = await portal.rows<{ name: string }>(text, values);
  return rows.map(({ name }) => name);
}

const OUR_RELATIONS = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname NOT IN ${FOREIGN_SCHEMAS}`;
const OUR_FUNCTIONS = `pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace AND n.nspname NOT IN ${FOREIGN_SCHEMAS}
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')`;

describe('a table with rows of resellers', () => {
  it('has row-level security, forced on its owner too', async () => {
    const tables = (await ownedTables(portal)).map(({ name }) => name);
    expect(tables).toEqual(expect.arrayContaining(['orders.sales_order', 'reseller.reseller']));
    expect(
      await names(
        `SELECT oid::regclass::text AS name FROM pg_class
         WHERE oid = ANY ($1::text[]::regclass[]) AND NOT (relrowsecurity AND relforcerowsecurity)`,
        [tables],
      ),
    ).toEqual([]);
  });

  it('has a policy for whom the server lets read or write it', async () => {
    const tables = (await ownedTables(portal)).map(({ name }) => name);
    const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map(
      (
        right,
      ) => `SELECT c.oid, '${right}' AS "right" FROM pg_class c WHERE c.oid = ANY ($1::text[]::regclass[])
        AND (has_table_privilege('portal_app', c.oid, '${right}')
          OR ${right === 'DELETE' ? 'false' : `has_any_column_privilege('portal_app', c.oid, '${right}')`})`,
    );
    expect(
      await names(
        `SELECT g.oid::regclass || ' ' || g."right" AS name FROM (${rights.join(' UNION ALL ')}) g
         WHERE NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = g.oid AND p.polpermissive
           AND p.polroles && ARRAY['portal_app'::regrole::oid, 0::oid]
           AND p.polcmd::text IN ('*', CASE g."right" WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' ELSE 'd' END))`,
        [tables],
      ),
    ).toEqual([]);
  });
});

describe('a policy', () => {
  const POLICIES = `SELECT p.polname AS policy, p.polrelid::regclass || '.' || p.polname AS name, p.polroles,
    pg_get_expr(p.polqual, p.polrelid) AS qual, pg_get_expr(p.polwithcheck, p.polrelid) AS kept FROM pg_policy p`;

  it("of the server's login lets nothing through without a condition", async () => {
    expect(
      await names(
        `SELECT name FROM (${POLICIES}) p WHERE p.polroles && ARRAY['portal_app'::regrole::oid, 0::oid]
         AND (qual = 'true' OR kept = 'true')`,
      ),
    ).toEqual([]);
  });

  it('is for the login, the system, the owner or BI users, never for everybody', async () => {
    expect(
      await names(
        `SELECT DISTINCT role::regrole::text AS name FROM (${POLICIES}) p, unnest(p.polroles) AS role ORDER BY 1`,
      ),
    ).toEqual(['bi_reader', 'portal_app', 'portal_owner', 'portal_system']);
  });

  it('asks for a setting once per statement, not once per row', async () => {
    const conditions = await portal.rows<{ name: string; text: string }>(
      `SELECT name, coalesce(qual, '') || ' ' || coalesce(kept, '') AS text FROM (${POLICIES}) p`,
    );
    const asked = conditions.map(({ name, text }) => [
      name,
      text.match(/current_setting\(/g)?.length ?? 0,
      text.match(/SELECT \(*(NULLIF\()?current_setting\(/g)?.length ?? 0,
    ]);
    expect(asked.filter(([, all, once]) => all !== once)).toEqual([]);
  });
});

describe('what looks past row-level security', () => {
  it('is no view: each reads with the rights of who asks', async () => {
    expect(
      await names(
        `SELECT c.oid::regclass::text AS name FROM ${OUR_RELATIONS} WHERE c.relkind = 'v'
         AND NOT coalesce(c.reloptions @> '{security_invoker=true}' OR c.reloptions @> '{security_invoker=on}', false)`,
      ),
    ).toEqual([]);
  });

  it('is no materialized view and no foreign table', async () => {
    expect(
      await names(
        `SELECT c.oid::regclass::text AS name FROM ${OUR_RELATIONS} WHERE c.relkind IN ('m', 'f')`,
      ),
    ).toEqual([]);
  });

  it('is no function that everybody may run, or whose names somebody else can resolve', async () => {
    expect(
      await names(
        `SELECT f.oid::regprocedure::text AS name FROM ${OUR_FUNCTIONS} WHERE f.prosecdef AND (
           NOT coalesce(f.proconfig::text ~ 'search_path=[a-z_, ]+, pg_temp', false)
           OR EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE a.grantee = 0)
           OR (SELECT rolsuper OR rolbypassrls FROM pg_roles r WHERE r.oid = f.proowner))`,
      ),
    ).toEqual([]);
  });

  it('is, of functions, what this test names', async () => {
    expect(
      await names(
        `SELECT f.oid::regprocedure::text AS name FROM ${OUR_FUNCTIONS}
         WHERE f.prosecdef AND has_function_privilege('portal_app', f.oid, 'EXECUTE') ORDER BY 1`,
      ),
    ).toEqual(DEFINERS_OF_THE_SERVER);
  });

  it('is no function of ours that everybody may run', async () => {
    expect(
      await names(
        `SELECT f.oid::regprocedure::text AS name FROM ${OUR_FUNCTIONS}, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
         WHERE a.grantee = 0`,
      ),
    ).toEqual([]);
  });
});

describe("the server's login", () => {
  it('is bound by row-level security and rules nothing', async () => {
    const [role] = await portal.rows(
      `SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolinherit FROM pg_roles WHERE rolname = 'portal_app'`,
    );
    expect(new Set(Object.values(role ?? { none: true }))).toEqual(new Set([false]));
  });

  it('inherits from nobody, and may enter only the system and the worker', async () => {
    const members = await portal.rows<{ granted: string; admin: boolean; inherit: string | null }>(
      `SELECT m.roleid::regrole::text AS granted, m.admin_option AS admin, to_jsonb(m) ->> 'inherit_option' AS inherit
       FROM pg_auth_members m WHERE m.member = 'portal_app'::regrole ORDER BY 1`,
    );
    expect(members.map(({ granted }) => granted)).toEqual(['portal_system', 'portal_worker']);
    expect(members.filter(({ admin, inherit }) => admin || inherit === 'true')).toEqual([]);
  });

  it('owns nothing and can make nothing', async () => {
    const owned = await names(
      `SELECT classid::regclass || ' ' || objid AS name FROM pg_shdepend
       WHERE refobjid = 'portal_app'::regrole AND deptype = 'o'`,
    );
    expect(owned).toEqual([]);
    expect(
      await names(
        `SELECT nspname AS name FROM pg_namespace WHERE has_schema_privilege('portal_app', oid, 'CREATE')`,
      ),
    ).toEqual([]);
    const [database] = await portal.rows(
      `SELECT has_database_privilege('portal_app', current_database(), 'CREATE') AS schemas,
         has_database_privilege('portal_app', current_database(), 'TEMPORARY') AS tables`,
    );
    expect(database).toEqual({ schemas: false, tables: false });
  });

  it.each(['portal_app', 'portal_system'])(
    '%s neither empties nor redefines a table',
    async (role) => {
      expect(
        await names(
          `SELECT c.oid::regclass::text AS name FROM ${OUR_RELATIONS} WHERE c.relkind IN ('r', 'p', 'v')
         AND has_table_privilege($1, c.oid, 'TRUNCATE, REFERENCES, TRIGGER')`,
          [role],
        ),
      ).toEqual([]);
    },
  );

  it.each(['portal_app', 'portal_system'])('%s changes no row of a ledger', async (role) => {
    expect(
      await names(
        `SELECT t AS name FROM unnest($2::text[]) t WHERE has_table_privilege($1, t, 'UPDATE, DELETE')
           OR has_any_column_privilege($1, t, 'UPDATE')`,
        [role, LEDGERS],
      ),
    ).toEqual([]);
  });

  it('reads no secret: no password, no hash of a token or key, no key of an idempotent request', async () => {
    expect(
      await names(
        `SELECT c.oid::regclass || '.' || a.attname AS name FROM ${OUR_RELATIONS}
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relkind IN ('r', 'p', 'v') AND (a.attname ~ 'hash|password|secret' OR c.relname = 'idempotency')
           AND has_column_privilege('portal_app', c.oid, a.attnum, 'SELECT')`,
      ),
    ).toEqual([]);
  });

  it('finds no right that everybody has on a table', async () => {
    expect(
      await names(
        `SELECT c.oid::regclass || ' ' || a.privilege_type AS name FROM ${OUR_RELATIONS}, aclexplode(c.relacl) a
         WHERE a.grantee = 0 AND c.relname <> 'pg_stat_statements'`,
      ),
    ).toEqual([]);
  });
});

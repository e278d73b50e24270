import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfigError,
  envExample,
  loadConfig,
  loadToolConfig,
  makeSigningKeys,
  withDatabase,
} from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'portal-config-'));
const own = { DATA_DIR: folder };
const url = 'postgresql://portal_app:secret@db.example:5432/portal';

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function problemsOf(environment: Record<string, string>): string[] {
  try {
    loadConfig({ ...own, ...environment });
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs nothing for a first look', () => {
    const config = loadConfig(own);
    expect(config.port).toBe(4000);
    expect(config.dataDir).toBe(folder);
    expect(config.database.url).toBeUndefined();
    expect(config.database.embeddedPort).toBeLessThan(32768);
    expect(config.trustProxy).toBe(false);
    expect(config.corsOrigins).toEqual([]);
  });

  it('serves with one process, with as many as it is told, or with one per core', () => {
    const processes = (PROCESSES?: string) =>
      loadConfig({ ...own, ...(PROCESSES !== undefined && { PROCESSES }) }).processes;
    expect([processes(), processes('3'), processes('auto')]).toEqual([
      1,
      3,
      availableParallelism(),
    ]);
    for (const wrong of ['0', 'many', '1.5']) {
      expect(problemsOf({ PROCESSES: wrong })).toEqual([
        'PROCESSES: must be auto or a whole number from 1 to 128.',
      ]);
    }
  });

  it('makes signing keys once, for its owner alone', () => {
    const { signingKeys } = loadConfig(own);
    expect(loadConfig(own).signingKeys).toEqual(signingKeys);
    expect(signingKeys.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519' });
    expect(statSync(join(folder, 'signing-keys.json')).mode & 0o777).toBe(0o600);
  });

  it('names every variable that is wrong, at once', () => {
    const problems = problemsOf({ PORT: '70000', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toMatch(/^PORT: .*65535/m);
    expect(problems.join('\n')).toMatch(/^LOG_LEVEL: .*"info"/m);
    expect(problems.join('\n')).toMatch(/^DATABASE_URL: must look like postgresql:/m);
  });

  it('stores files in a folder, or in the container that it is told how to reach', () => {
    expect(loadConfig(own).storage).toEqual({ kind: 'folder' });
    expect(problemsOf({ STORAGE: 'azure' }).join()).toMatch(/^AZURE_STORAGE_CONNECTION_STRING: /);
    const azure = { ...own, STORAGE: 'azure', AZURE_STORAGE_CONNECTION_STRING: 'AccountName=a' };
    expect(loadConfig(azure).storage).toEqual({
      kind: 'azure',
      connectionString: 'AccountName=a',
      container: 'channel-portal',
    });
    expect(problemsOf({ AZURE_STORAGE_CONTAINER: 'A--b' })).toHaveLength(1);
  });

  it('takes no Microsoft accounts unless it is told whose', () => {
    expect(loadConfig(own).microsoft).toEqual({
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
      tenants: [],
      signIn: undefined,
      api: undefined,
    });
    const tenant = 'ABCDEF00-0000-4000-8000-000000000000';
    const application = { MICROSOFT_CLIENT_ID: 'app', MICROSOFT_CLIENT_SECRET: 'secret' };
    const { microsoft } = loadConfig({ ...own, ...application, MICROSOFT_TENANTS: tenant });
    expect(microsoft).toMatchObject({
      tenants: [tenant.toLowerCase()],
      signIn: { clientId: 'app', clientSecret: 'secret' },
      api: undefined,
    });
    const bearer = { MICROSOFT_TENANTS: 'organizations', MICROSOFT_API_AUDIENCE: 'api://a, b' };
    expect(loadConfig({ ...own, ...bearer }).microsoft).toMatchObject({
      signIn: undefined,
      api: { audiences: ['api://a', 'b'], scope: 'access_as_user' },
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ MICROSOFT_CLIENT_ID: 'a', MICROSOFT_TENANTS: 'organizations' }, 'MICROSOFT_CLIENT_SECRET'],
    [
      { MICROSOFT_CLIENT_SECRET: 'b', MICROSOFT_TENANTS: 'organizations' },
      'MICROSOFT_CLIENT_SECRET',
    ],
    [{ MICROSOFT_CLIENT_ID: 'a', MICROSOFT_CLIENT_SECRET: 'b' }, 'MICROSOFT_TENANTS'],
    [{ MICROSOFT_API_AUDIENCE: 'api://a' }, 'MICROSOFT_TENANTS'],
    [{ MICROSOFT_TENANTS: 'common' }, 'MICROSOFT_TENANTS'],
    [{ MICROSOFT_TENANTS: 'example.com' }, 'MICROSOFT_TENANTS'],
    [
      { MICROSOFT_TENANTS: 'organizations,00000000-0000-4000-8000-000000000000' },
      'MICROSOFT_TENANTS',
    ],
    [{ MICROSOFT_ISSUER: 'http://login.example/{tenantid}/v2.0' }, 'MICROSOFT_ISSUER'],
    [{ MICROSOFT_ISSUER: 'https://login.example/{tenantid}/v2.0?a=b' }, 'MICROSOFT_ISSUER'],
    [{ MICROSOFT_ISSUER: 'login.example' }, 'MICROSOFT_ISSUER'],
    [{ MICROSOFT_API_SCOPE: 'two scopes' }, 'MICROSOFT_API_SCOPE'],
  ])('says what is wrong with %j', (variables, name) => {
    const problems = problemsOf(variables);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
  });

  it('requires signing keys with an external database, of the server but not of the tools', () => {
    expect(problemsOf({ DATABASE_URL: url })).toEqual([
      expect.stringMatching(/^SIGNING_KEYS: required with DATABASE_URL.*make-signing-keys/),
    ]);
    expect(loadToolConfig({ ...own, DATABASE_URL: url }).database.url).toBe(url);
    const keys = makeSigningKeys();
    const config = loadConfig({ ...own, DATABASE_URL: url, SIGNING_KEYS: JSON.stringify(keys) });
    expect(config.signingKeys).toEqual(keys);
  });

  it('says what signing keys look like, and never repeats a secret', () => {
    const { d, ...publicOnly } = makeSigningKeys().keys[0];
    for (const text of ['not json', '{}', '{"keys":[]}', JSON.stringify({ keys: [publicOnly] })]) {
      const [problem] = problemsOf({ SIGNING_KEYS: text });
      expect(problem).toMatch(/^SIGNING_KEYS: must be a JSON Web Key Set/);
      expect(problem).not.toContain(publicOnly.x);
    }
    expect(d).toHaveLength(43);
  });

  it('refuses demo data in production', () => {
    expect(problemsOf({ NODE_ENV: 'production', SEED_DEMO: 'true' })).toEqual([
      'SEED_DEMO: demo data is refused with NODE_ENV=production. Set it to false.',
    ]);
  });

  it('takes an empty value for none', () => {
    expect(loadConfig({ ...own, PORT: '', DATABASE_URL: '' }).port).toBe(4000);
  });

  it.each([
    ['true', true],
    ['2', 2],
    ['10.0.0.0/8, 127.0.0.1', '10.0.0.0/8, 127.0.0.1'],
  ])('reads TRUST_PROXY %j', (text, expected) => {
    expect(loadConfig({ ...own, TRUST_PROXY: text }).trustProxy).toBe(expected);
  });

  it('is frozen, all the way down', () => {
    const config = withDatabase(loadConfig(own), { url });
    expect(config.database).toMatchObject({ url, poolSize: 16 });
    expect([config, config.database, config.limits].every(Object.isFrozen)).toBe(true);
  });

  it('is written down in .env.example, which npm run docs keeps fresh', () => {
    const text = envExample();
    expect(readFileSync('.env.example', 'utf8')).toBe(text);
    expect(text).toContain('\n#PORT=4000\n');
    expect(text).toContain('\n#JOBS=true\n');
    const uncommented = text.replace(/^#([A-Z_]+=)/gm, '$1');
    const set = Object.fromEntries(
      uncommented
        .split('\n')
        .filter((line) => /^[A-Z_]+=/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    // The defaults in it are the defaults.
    expect(loadToolConfig(set)).toEqual(loadToolConfig({}));
  });
});

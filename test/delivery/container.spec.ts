import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig } from '../../src/platform/config/config.js';
import { environmentSchema } from '../../src/platform/config/config.schema.js';

interface Service {
  command?: string[];
  environment: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  image: string;
}

const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ').split('\n');
const composeText = readFileSync('docker-compose.yml', 'utf8');
const services = (parse(composeText, { merge: true }) as { services: Record<string, Service> })
  .services;
const ours = ['roles', 'migrations', 'server'];
const settings = Object.keys(environmentSchema.shape);

/** What the documented step before the first start writes into .env. */
const secrets = Object.fromEntries(
  execFileSync(process.execPath, ['scripts/make-compose-env.mjs', '--print'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => [
      line.slice(0, line.indexOf('=')),
      line.slice(line.indexOf('=') + 1).replace(/^'|'$/g, ''),
    ]),
) as Record<string, string>;

/** The value that compose would pass on, with the variables of .env filled in. */
function interpolate(text: string): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, kind, fallback) =>
    kind === '-' ? String(fallback) : (secrets[name] ?? ''),
  );
}

function environmentOf(name: string): Record<string, string> {
  const given = Object.entries(services[name]!.environment);
  return Object.fromEntries(given.map(([key, value]) => [key, interpolate(value)]));
}

const sourceOf = (built: string): string => built.replace(/^dist\//, '').replace(/\.js$/, '.ts');

describe('Dockerfile', () => {
  it('copies only what the repository has', () => {
    const copied = dockerfile
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(copied).toContain('package-lock.json');
    expect(copied.filter((path) => !existsSync(path) && path !== 'schema.gql')).toEqual([]);
  });

  it('starts a program that is built, as an ordinary user, without development packages', () => {
    const [, program] = /^CMD \["node", "([^"]+)"\]$/.exec(dockerfile.at(-2)!) ?? [];
    expect(existsSync(sourceOf(program!))).toBe(true);
    expect(dockerfile.findLastIndex((line) => line === 'USER node')).toBeGreaterThan(
      dockerfile.findLastIndex((line) => line.startsWith('COPY ')),
    );
    expect(dockerfile).toContain('RUN npm ci --omit=dev --ignore-scripts --workspaces=false');
  });

  it('builds the explorer, with the packages of its workspace, and ships what was built', () => {
    const at = (line: string) => dockerfile.indexOf(line);
    const order = [
      at('COPY web/package.json ./web/'),
      at('RUN npm ci --ignore-scripts'),
      at('COPY web ./web'),
      at('RUN npm run build'),
      at('COPY --from=build /app/web/dist ./web/dist'),
    ];
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const [, built] = /^node (\S+)$/.exec(scripts.build) ?? [];
    expect(existsSync(built!)).toBe(true);
    expect(at('COPY scripts ./scripts')).toBeLessThan(at('RUN npm run build'));
  });

  it('asks /health/live whether the server lives', () => {
    const check = dockerfile.filter((line) => line.startsWith('HEALTHCHECK '));
    expect(check).toHaveLength(1);
    expect(check[0]).toContain('/health/live');
  });

  it('sets only variables that the server reads', () => {
    const set = dockerfile
      .filter((line) => line.startsWith('ENV '))
      .flatMap((line) => line.slice(4).split(' '))
      .map((pair) => pair.split('=')[0]!);
    expect(set.length).toBeGreaterThan(0);
    expect(set.filter((name) => !settings.includes(name))).toEqual([]);
  });

  it('leaves secrets and history out of the image', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.git', '.data', 'node_modules']));
  });
});

describe('docker-compose.yml', () => {
  it('has a database, its roles, its migrations and the server, in that order', () => {
    expect(Object.keys(services)).toEqual(['database', ...ours]);
    expect(services['database']!.image).toMatch(/^postgres:18/);
    expect(services['database']!.healthcheck?.test).toContain('pg_isready');
    expect(services['roles']!.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(services['migrations']!.depends_on).toEqual({
      roles: { condition: 'service_completed_successfully' },
    });
    expect(services['server']!.depends_on).toEqual({
      migrations: { condition: 'service_completed_successfully' },
    });
  });

  it('runs only programs that are built', () => {
    const programs = ours.flatMap((name) => services[name]!.command?.slice(1) ?? []);
    expect(programs).toHaveLength(2);
    expect(programs.filter((program) => !existsSync(sourceOf(program)))).toEqual([]);
  });

  it('passes on only variables that the server reads', () => {
    const passed = ours.flatMap((name) => Object.keys(services[name]!.environment));
    expect(passed.filter((name) => !settings.includes(name))).toEqual([]);
  });

  it('has no secret of its own: every one comes from the documented step', () => {
    const required = [...composeText.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    expect([...new Set(required)].sort()).toEqual(Object.keys(secrets).sort());
    const optional = [...composeText.matchAll(/\$\{(\w+)(:-[^}]*)?\}/g)].map(([, name]) => name);
    expect(optional).toEqual(['PUBLIC_URL', 'PORTAL_PORT']);
  });

  it('makes secrets that differ each time', () => {
    const again = execFileSync(process.execPath, ['scripts/make-compose-env.mjs', '--print'], {
      encoding: 'utf8',
    });
    for (const value of Object.values(secrets)) expect(again).not.toContain(value);
  });

  it('gives the server a configuration that it accepts', () => {
    const config = loadConfig({ NODE_ENV: 'production', ...environmentOf('server') });
    expect(config.database.url).toBe(
      `postgresql://portal_app:${secrets['PORTAL_APP_PASSWORD']}@database:5432/portal`,
    );
    expect(config.publicUrl).toBe('http://localhost:4000');
  });

  it('gives the administrator’s login to the one-shot services alone', () => {
    expect(environmentOf('server')).not.toHaveProperty('MIGRATION_DATABASE_URL');
    for (const name of ['roles', 'migrations'])
      expect(environmentOf(name)['MIGRATION_DATABASE_URL']).toBe(
        `postgresql://postgres:${secrets['POSTGRES_PASSWORD']}@database:5432/portal`,
      );
  });
});

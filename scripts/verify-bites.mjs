/**
 * Proves that the checks of `npm run verify` bite: in a copy of the repository it plants one mistake per
 * check, and each check must fail and name the place. The borders between modules have a script of
 * their own, boundaries-bite.mjs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { steps } from './verify-steps.mjs';

const root = dirname(import.meta.dirname);
const copy = mkdtempSync(join(tmpdir(), 'portal-bites-'));
const failures = [];
let tried = 0;

function git(folder, ...args) {
  const identity = ['-c', 'user.name=verify', '-c', 'user.email=verify@localhost'];
  const run = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`);
  return run.stdout;
}

/** The files of the repository, with their times, so that the build that is there stays fresh. */
function makeCopy() {
  const listed = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  for (const file of listed.split('\0').filter((name) => name && existsSync(join(root, name))))
    cpSync(join(root, file), join(copy, file), { preserveTimestamps: true });
  cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  git(copy, 'init', '--quiet');
  git(copy, 'add', '--all');
  git(copy, 'commit', '--quiet', '--no-verify', '--message', 'The repository before the mistakes');
}

function plant(file, text) {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), text);
}

function change(file, pattern, replacement) {
  const before = readFileSync(join(copy, file), 'utf8');
  const after = before.replace(pattern, replacement);
  if (after === before)
    throw new Error(`${file} has nothing like ${pattern} to plant a mistake in`);
  plant(file, after);
}

function run(argv) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** The check must fail, and its output must hold every one of `signs`. */
async function expectBite(name, argv, ...signs) {
  tried += signs.length;
  const { code, output } = await run(argv);
  const missing = signs.filter((sign) => !output.includes(sign));
  if (code === 0) failures.push(`${name}: passed in spite of the planted mistakes`);
  else if (missing.length > 0)
    failures.push(
      `${name}: did not find ${missing.join(', ')}; it said:\n${output.slice(0, 2000)}`,
    );
}

async function expectPass(name, argv) {
  tried += 1;
  const { code, output } = await run(argv);
  if (code !== 0) failures.push(`${name}: should have passed; it said:\n${output.slice(0, 2000)}`);
}

/** Mistakes in what is generated: the code is untouched, so the build stays fresh. */
async function biteGenerated() {
  change('schema.gql', /^type Query \{\n/m, 'type Query {\n  planted_field: String\n\n');
  change('schema.gql', /^enum (\w+) \{[\s\S]*?^\}\n/m, 'enum $1 {\n  PLANTED\n}\n');
  change('docs/settings.md', '| `PORT` ', '| `PORT_PLANTED` ');
  await Promise.all([
    expectBite('schema fresh', steps['schema fresh'].argv, 'schema.gql is stale'),
    expectBite('schema not broken', steps['schema not broken'].argv, 'VALUE_REMOVED_FROM_ENUM'),
    expectBite(
      'settings documented',
      steps['settings documented'].argv,
      'stale in docs/settings.md',
    ),
    expectBite(
      'lint of schema.gql',
      [...steps.lint.argv.slice(0, -1), 'schema.gql'],
      'naming-convention',
      'require-description',
    ),
  ]);
  const { output } = await run(steps['schema not broken'].argv);
  const breaks = output.match(/^VALUE_REMOVED_FROM_ENUM: .*$/gm) ?? [];
  const announced = breaks.map((line) => `- ${line.replace(/^\w+: /, '')}`).join('\n');
  change('CHANGELOG.md', '## [Unreleased]\n', `## [Unreleased]\n\n### Breaking\n\n${announced}\n`);
  await expectPass('schema not broken, break announced', steps['schema not broken'].argv);
  git(copy, 'checkout', '--quiet', '--', '.');
}

/** Mistakes in code, each in a file of its own. */
async function biteCode() {
  plant('test/planted/loose.ts', 'export const  loose=1;\n');
  plant('test/planted/wrong-type.ts', "export const cents: number = 'one';\n");
  plant('test/planted/unused-file.ts', 'export const unused = 1;\n');
  plant(
    'src/order/planted.ts',
    [
      "import { forwardRef } from '@nestjs/common';",
      'export default forwardRef;',
      'declare const tx: { query(text: string): Promise<unknown> };',
      'export function planted(a: any, b: number, c: number, d: number, e: number): void {',
      '  tx.query(`select ${a}`);',
      '  console.log(process.env.PORT, b, c, d, e as unknown as string);',
      '}',
    ].join('\n'),
  );
  plant('src/order/planted.rules.ts', 'export const today = (): Date => new Date();\n');
  plant('src/order/helpers.ts', "export const sql = 'select * from market.market';\n");
  plant('migrations/1999999999999-order-planted.ts', 'export const up = 1; // TODO: go back\n');
  plant('test/planted/off.spec.ts', "it.skip('is switched off', () => {});\n");
  const lint = [...steps.lint.argv.slice(0, -1), 'src/order/planted.ts'];
  await Promise.all([
    expectBite('format', [...steps.format.argv.slice(0, -1), 'test/planted'], 'loose.ts'),
    expectBite('types', steps.types.argv, 'wrong-type.ts'),
    expectBite(
      'tidy',
      steps.tidy.argv,
      '"helpers" says nothing',
      'SQL of order enters market.market',
      'down() does not take back',
      'TODO without an issue number',
      'it.skip switches a test off',
    ),
    expectBite('nothing unused', steps['nothing unused'].argv, 'unused-file.ts'),
    expectBite(
      'lint',
      [...lint, 'src/order/planted.rules.ts'],
      'no-floating-promises',
      'no-explicit-any',
      'no-console',
      'no-restricted-imports',
      'Only src/platform/config reads it',
      'SQL text takes values as $n parameters',
      'At most 4 parameters',
      'Export by name',
      '"as unknown as"',
      'A pure file gets the time as an argument',
    ),
  ]);
}

/** A migration that does not take back what it makes, and moves a column away under an entity. */
async function biteMigrations() {
  plant(
    'dist/migrations/1999999999999-market-planted.js',
    [
      'export class MarketPlanted1999999999999 {',
      "  name = 'MarketPlanted1999999999999';",
      '  async up(runner) {',
      "    await runner.query('CREATE TABLE IF NOT EXISTS public.planted (id int)');",
      "    await runner.query('ALTER VIEW market.market_detail_v RENAME COLUMN tax_name TO duty_name');",
      '  }',
      '  async down(runner) {',
      "    await runner.query('ALTER VIEW market.market_detail_v RENAME COLUMN duty_name TO tax_name');",
      '  }',
      '}',
    ].join('\n'),
  );
  await expectBite(
    'migrations',
    steps.migrations.argv,
    'left after all migrations were taken back',
    'public.planted',
    'market.market_detail_v.tax_name, which does not exist',
  );
}

try {
  makeCopy();
  await biteGenerated();
  await Promise.all([biteCode(), biteMigrations()]);
} finally {
  rmSync(copy, { recursive: true, force: true });
}

for (const failure of failures) process.stdout.write(`${failure}\n`);
process.stdout.write(`${tried} planted mistakes, ${failures.length} checks did not find theirs\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

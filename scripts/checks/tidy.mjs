/**
 * What no other tool looks at: names of files, unfinished or switched-off code, migrations that
 * cannot go back, and SQL that enters another module past what that module publishes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createRequire } from 'node:module';

const { modules } = createRequire(import.meta.url)('../module-arrows.cjs');

function listFiles(folder = '.') {
  const git = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  if (git.status === 0) return git.stdout.split('\n').filter((file) => file && existsSync(file));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/(^|\/)(node_modules|dist|\.data|\.git|coverage)\//.test(file));
}

const files = listFiles();
const problems = [];
const report = (file, text, index, message) =>
  problems.push(`${file}:${text.slice(0, index).split('\n').length}: ${message}`);

function forEachMatch(file, text, pattern, message) {
  for (const match of text.matchAll(pattern)) report(file, text, match.index, message(match));
}

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const vague = /^(utils?|helpers?|common|misc|shared|types|constants|interfaces)$/;

function checkName(file) {
  if (!/^(src|test|migrations|scripts|bench|web\/src)\//.test(file)) return;
  const parts = file.split('/');
  for (const part of parts)
    if (part !== 'README.md' && !kebab.test(part))
      problems.push(`${file}: "${part}" is not in kebab-case`);
  for (const part of [...parts.slice(0, -1), basename(file).split('.')[0]])
    if (vague.test(part)) problems.push(`${file}: "${part}" says nothing: name it by what it is`);
}

/** They name the mistakes that they look for or plant. */
const speaksOfMistakes = ['scripts/checks/tidy.mjs', 'scripts/verify-bites.mjs'];

/** A test may depend on the machine: `asRoot = isRoot ? it : it.skip` says on what. */
function checkCode(file, text) {
  if (!/\.(ts|tsx|mjs|cjs|sql)$/.test(file) || speaksOfMistakes.includes(file)) return;
  forEachMatch(
    file,
    text,
    /\b(TODO|FIXME)\b(?!\(#\d+\))/g,
    ([, word]) => `${word} without an issue number: write ${word}(#12)`,
  );
  forEachMatch(
    file,
    text,
    /(?<!\? (?:it|test|describe) : )\b(it|test|describe)\.(only|skip|todo)\b|\bx(it|describe)\(/g,
    ([what]) => `${what} switches a test off`,
  );
  forEachMatch(
    file,
    text,
    /@ts-(ignore|nocheck|expect-error)|eslint-disable/g,
    ([what]) => `${what} switches a check off`,
  );
}

function checkMigration(file, text) {
  if (!/^migrations\/.*\.ts$/.test(file)) return;
  if (!/^migrations\/\d{13}-[a-z]+(-[a-z0-9]+)*\.ts$/.test(file))
    problems.push(`${file}: a migration is called <timestamp>-<module>-<what>.ts`);
  const down = /async down\([^)]*\)[^{]*\{([\s\S]*?)\n {2}\}/.exec(text);
  if (!down?.[1].includes('query'))
    problems.push(`${file}: down() does not take back what up() makes`);
}

function checkMigrationOrder() {
  const stamps = new Map();
  for (const file of files.filter((name) => name.startsWith('migrations/'))) {
    const stamp = basename(file).split('-')[0];
    if (stamps.has(stamp)) problems.push(`${file}: has the timestamp of ${stamps.get(stamp)}`);
    stamps.set(stamp, file);
  }
}

const schemaOf = (name) => (name === 'order' ? 'orders' : name);
const schemas = modules.map(schemaOf).join('|');

/** Any way into a table or view, and the ways that write. Calls of functions are no match. */
const entering = 'from|join|into|using|update|delete from';
const writing = 'insert into|update|delete from';
const relation = (verbs) =>
  new RegExp(`\\b(?:${verbs})\\s+(?:only\\s+)?(${schemas})\\.([a-z_0-9]+)\\b(?!\\s*\\()`, 'gi');

/**
 * A module reads what another publishes (`…_v`) and calls its functions, and no more. Its migrations
 * may read the tables below it, where a view would cost too much, but never write them.
 */
function checkSqlDoor(file, text) {
  const source = /^src\/([^/]+)\/.*(?<!\.spec)\.ts$/.exec(file)?.[1];
  const migration = /^migrations\/\d+-([a-z]+)/.exec(file)?.[1];
  const owner = source ?? modules.find((name) => schemaOf(name) === migration);
  if (!modules.includes(owner)) return;
  for (const match of text.matchAll(relation(source ? entering : writing))) {
    const [, schema, name] = match;
    if (schema === schemaOf(owner) || name.endsWith('_v')) continue;
    const message = `SQL of ${owner} enters ${schema}.${name}: read a published view or call a function`;
    report(file, text, match.index, message);
  }
}

for (const file of files) {
  checkName(file);
  if (!/\.(ts|tsx|mjs|cjs|sql|gql)$/.test(file)) continue;
  const text = readFileSync(file, 'utf8');
  checkCode(file, text);
  checkMigration(file, text);
  checkSqlDoor(file, text);
  if (file === 'schema.gql')
    forEachMatch(file, text, /: \[?Float\b/g, () => 'a number that is counted or paid is no Float');
}
checkMigrationOrder();

for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${files.length} files, ${problems.length} untidy places\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

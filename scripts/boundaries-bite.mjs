/**
 * Proves that every boundary rule bites: in a small tree of its own, made in a temporary folder, one
 * breach is planted per rule, and the cruise must report each with its own rule and nothing else.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const root = dirname(import.meta.dirname);
const { modules, moduleArrows, forbiddenTargets } = require('./module-arrows.cjs');
const { forbidden } = require('../.dependency-cruiser.cjs');

/** A healthy tree: each module has a door, a room behind it, and a kernel below. */
function healthyTree() {
  const files = {
    'src/main.ts': "import { create } from './create-app.js';\ncreate();\n",
    'src/create-app.ts': [
      ...modules.map((name) => `import { ${name}Door } from './${name}/index.js';`),
      "import { connect } from './platform/database/pool.js';",
      `export const create = (): unknown[] => [connect, ${modules.map((n) => `${n}Door`).join(', ')}];`,
    ].join('\n'),
    'src/kernel/money.ts': 'export const cent = 1;\n',
    'src/platform/database/pool.ts':
      "import { Pool } from 'pg';\nimport { cent } from '../../kernel/money.js';\nexport const connect = (): unknown => [Pool, cent];\n",
    'migrations/1-first.ts':
      "import type { MigrationInterface } from 'typeorm';\nexport type First = MigrationInterface;\n",
    'test/first.e2e-spec.ts':
      "import { create } from '../src/create-app.js';\nimport { marketRows } from '../src/market/market.repository.js';\nexport const all = [create, marketRows];\n",
  };
  for (const name of modules) {
    const below = moduleArrows[name].map((n) => `import { ${n}Door } from '../${n}/index.js';`);
    files[`src/${name}/index.ts`] = `export { ${name}Door } from './${name}.service.js';\n`;
    files[`src/${name}/${name}.service.ts`] = [
      ...below,
      `import { ${name}Rows } from './${name}.repository.js';`,
      `import { ${name}Rule } from './${name}.rules.js';`,
      `export const ${name}Door: unknown[] = [${name}Rows, ${name}Rule, ${moduleArrows[name].map((n) => `${n}Door`).join(', ')}];`,
    ].join('\n');
    files[`src/${name}/${name}.repository.ts`] =
      `import { DataSource } from 'typeorm';\nexport const ${name}Rows = DataSource;\n`;
    files[`src/${name}/${name}.rules.ts`] =
      `import { cent } from '../../src/kernel/money.js';\nimport type { ${name}Rows } from './${name}.repository.js';\nexport const ${name}Rule = (rows: typeof ${name}Rows): unknown => [cent, rows];\n`;
  }
  return files;
}

const imports = (specifier) =>
  `import * as other from '${specifier}';\nexport const planted = other;\n`;

/** Per rule: the planted files, of which the first must be reported, by that rule alone. */
function breaches() {
  const planted = {
    'no-file-cycle': {
      'src/market/egg.ts':
        "import { hen } from './hen.js';\nexport const egg = (): unknown => hen;\n",
      'src/market/hen.ts':
        "import { egg } from './egg.js';\nexport const hen = (): unknown => egg;\n",
    },
    'no-folder-cycle': {
      'src/platform/left/a.ts': imports('../right/b.js'),
      'src/platform/right/b.ts': 'export const b = 1;\n',
      'src/platform/right/c.ts': imports('../left/d.js'),
      'src/platform/left/d.ts': 'export const d = 1;\n',
    },
    'front-door': { 'src/pricing/back-entry.ts': imports('../catalog/catalog.service.js') },
    'front-door-of-root': { 'src/cli/back-entry.ts': imports('../market/market.service.js') },
    'front-door-shows-no-rows': { 'src/sales/index.ts': imports('./sales.repository.js') },
    'database-stays-in-persistence': { 'src/market/raw-query.ts': imports('pg') },
    'pure-files-are-pure': { 'src/order/total.rules.ts': imports('./order.service.js') },
    'resolvers-never-see-repositories': {
      'src/order/order.resolver.ts': imports('./order.repository.js'),
    },
    'kernel-imports-nothing-of-ours': {
      'src/kernel/upward.ts': imports('../platform/database/pool.js'),
    },
    'kernel-is-plain-typescript': { 'src/kernel/framework.ts': imports('@nestjs/common') },
    'platform-imports-only-the-kernel': {
      'src/platform/access/upward.ts': imports('../../identity/index.js'),
    },
    'nobody-imports-the-root': { 'src/event/upward.ts': imports('../create-app.js') },
    'migrations-stand-alone': { 'migrations/2-second.ts': imports('../src/kernel/money.js') },
    'source-never-sees-tests': { 'src/market/tested.ts': imports('../../test/first.e2e-spec.js') },
    'no-development-package-at-run-time': { 'src/market/assertion.ts': imports('fast-check') },
    'no-unlisted-package': { 'src/market/accident.ts': imports('semver') },
    'no-unresolvable': { 'src/market/nowhere.ts': imports('./no-such-file.js') },
    'no-orphan': { 'src/market/alone.ts': 'export const alone = 1;\n' },
  };
  for (const name of modules) {
    const target = forbiddenTargets(name)[0];
    planted[`arrow-${name}`] = { [`src/${name}/up.ts`]: imports(`../${target}/index.js`) };
  }
  return planted;
}

function cruise(files) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-boundaries-'));
  try {
    for (const name of ['package.json', 'tsconfig.json', 'tsconfig.test.json'])
      cpSync(join(root, name), join(folder, name));
    cpSync(join(root, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'));
    cpSync(join(root, 'scripts/module-arrows.cjs'), join(folder, 'scripts/module-arrows.cjs'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const run = spawnSync(
      process.execPath,
      [bin, '--output-type', 'json', 'src', 'migrations', 'test'],
      { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    if (!run.stdout.startsWith('{')) throw new Error(`the cruise failed: ${run.stderr}`);
    return JSON.parse(run.stdout).summary.violations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const folderRule = 'no-folder-cycle';
const planted = breaches();
const failures = [];

for (const { name } of forbidden)
  if (!(name in planted)) failures.push(`${name}: no breach is planted for this rule`);

// A wrong arrow also closes a circle of folders, so that rule is tried in a tree without the others.
const folderRun = cruise({ ...healthyTree(), ...planted[folderRule] });
if (folderRun.length === 0) failures.push(`${folderRule}: its breach was not found`);
for (const { rule, from, to } of folderRun)
  if (rule.name !== folderRule) failures.push(`${rule.name}: healthy ${from} → ${to} was reported`);

const others = Object.entries(planted).filter(([name]) => name !== folderRule);
const tree = Object.assign(healthyTree(), ...others.map(([, files]) => files));
const found = new Map();
for (const { rule, from } of cruise(tree))
  if (rule.name !== folderRule) found.set(from, (found.get(from) ?? new Set()).add(rule.name));

for (const [name, files] of others) {
  const [file] = Object.keys(files);
  const rules = [...(found.get(file) ?? [])];
  if (rules.length !== 1 || rules[0] !== name)
    failures.push(`${name}: ${file} was reported by ${rules.join(', ') || 'no rule'}`);
  for (const each of Object.keys(files)) found.delete(each);
}
for (const [file, rules] of found)
  failures.push(`${[...rules].join(', ')}: healthy ${file} was reported`);

for (const failure of failures) process.stderr.write(`${failure}\n`);
process.stdout.write(
  `${forbidden.length} boundary rules, ${failures.length} of them do not bite\n`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

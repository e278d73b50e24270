import { existsSync } from 'node:fs';

const bin = {
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  eslint: 'node_modules/eslint/bin/eslint.js',
  tsc: 'node_modules/typescript/bin/tsc',
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  knip: 'node_modules/knip/bin/knip.js',
};

const sources = ['src', 'migrations', 'test', 'bench'].filter((folder) => existsSync(folder));

/** What `npm run verify` runs: each step is the arguments of one node process, run from the root. */
export const steps = {
  format: { argv: [bin.prettier, '--check', '--log-level', 'warn', '.'] },
  lint: { argv: [bin.eslint, '--max-warnings', '0', '.'] },
  types: { argv: [bin.tsc, '-p', 'tsconfig.test.json'] },
  'types of the explorer': { argv: [bin.tsc, '-p', 'web/tsconfig.json'] },
  tidy: { argv: ['scripts/checks/tidy.mjs'] },
  boundaries: { argv: [bin.depcruise, '--output-type', 'err', ...sources] },
  'boundaries bite': { argv: ['scripts/boundaries-bite.mjs'] },
  'nothing unused': { argv: [bin.knip, '--no-progress'] },
  'schema not broken': { argv: ['scripts/checks/schema-broken.mjs'] },
  build: { argv: ['scripts/fresh-build.mjs'] },
  'schema fresh': { argv: ['scripts/checks/schema-fresh.mjs'], after: 'build' },
  'settings documented': { argv: ['scripts/settings-page.mjs', '--check'], after: 'build' },
  migrations: { argv: ['dist/src/cli/check-migrations.js'], after: 'build' },
  'checks bite': { argv: ['scripts/verify-bites.mjs'], after: 'build' },
};

/**
 * Keeps the table of settings in README.md like the configuration itself: it writes the table anew, or
 * with --check says whether it is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { freshBuild } from './fresh-build.mjs';

if (!freshBuild()) process.exit(1);
const { envExample } = await import('../dist/src/platform/config/env-example.js');

const [begin, end] = ['<!-- settings:begin -->', '<!-- settings:end -->'];

/** `.env.example` is a block per setting: the description as comments, then `#NAME=default`. */
function settings() {
  return envExample()
    .split('\n\n')
    .slice(1)
    .map((block) => {
      const lines = block.trim().split('\n');
      const [, name, fallback] = /^#(\w+)=(.*)$/.exec(lines.at(-1));
      const description = lines
        .slice(0, -1)
        .map((line) => line.replace(/^# /, ''))
        .join(' ');
      return { name, fallback, description };
    });
}

const rows = settings().map(
  ({ name, fallback, description }) =>
    `| \`${name}\` | ${fallback === '' ? 'none' : `\`${fallback}\``} | ${description.replaceAll('|', '\\|')} |`,
);
const table = ['| variable | default | what it does |', '| --- | --- | --- |', ...rows].join('\n');

const readme = readFileSync('README.md', 'utf8');
const [before, rest] = readme.split(begin);
const after = rest?.split(end)[1];
if (after === undefined) throw new Error(`README.md has no ${begin} … ${end}`);
const fresh = await format(`${before}${begin}\n\n${table}\n\n${end}${after}`, {
  ...(await resolveConfig('README.md')),
  parser: 'markdown',
});

if (fresh === readme) process.stdout.write(`${rows.length} settings, as README.md lists them\n`);
else if (process.argv.includes('--check')) {
  process.stdout.write('The settings in README.md are stale: npm run docs writes them anew\n');
  process.exitCode = 1;
} else {
  writeFileSync('README.md', fresh);
  process.stdout.write(`Wrote ${rows.length} settings to README.md\n`);
}

/**
 * Keeps the table of settings in docs/settings.md, and .env.example, like the configuration itself: it writes
 * both anew, or with --check says which one is stale.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { freshBuild } from './fresh-build.mjs';

if (!freshBuild()) process.exit(1);
const { envExample } = await import('../dist/src/platform/config/env-example.js');

const page = 'docs/settings.md';
const [begin, end] = ['<!-- settings:begin -->', '<!-- settings:end -->'];

/** The example is a block per setting: its description as comments, then `#NAME=default`. */
function rowsOf(example) {
  return example
    .split('\n\n')
    .slice(1)
    .map((block) => {
      const lines = block.trim().split('\n');
      const [, name, fallback] = /^#(\w+)=(.*)$/.exec(lines.at(-1));
      const description = lines
        .slice(0, -1)
        .map((line) => line.replace(/^# /, ''))
        .join(' ')
        .replaceAll('|', '\\|');
      return `| \`${name}\` | ${fallback === '' ? 'none' : `\`${fallback}\``} | ${description} |`;
    });
}

async function pageWith(rows) {
  const [before, rest] = readFileSync(page, 'utf8').split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${page} has no ${begin} … ${end}`);
  const table = ['| variable | default | what it does |', '| --- | --- | --- |', ...rows];
  const text = `${before}${begin}\n\n${table.join('\n')}\n\n${end}${after}`;
  return format(text, { ...(await resolveConfig(page)), parser: 'markdown' });
}

const example = envExample();
const rows = rowsOf(example);
const wanted = { [page]: await pageWith(rows), '.env.example': example };
const stale = Object.entries(wanted).filter(
  ([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
);

if (stale.length === 0) {
  process.stdout.write(`${rows.length} settings, as ${page} and .env.example list them\n`);
} else if (process.argv.includes('--check')) {
  const names = stale.map(([file]) => file).join(', ');
  process.stdout.write(`The settings are stale in ${names}: npm run docs writes them anew\n`);
  process.exitCode = 1;
} else {
  for (const [file, text] of stale) writeFileSync(file, text);
  process.stdout.write(
    `Wrote ${rows.length} settings to ${stale.map(([file]) => file).join(', ')}\n`,
  );
}

/**
 * Compares schema.gql with the one that clients have. The base is the newest release tag; before the
 * first release, the point where this branch left the main line; on the main line, the commit before.
 * A break that is meant is written, in the words printed here, under "Unreleased" of CHANGELOG.md.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return status === 0 ? stdout : undefined;
}

const line = (...args) => git(...args)?.trim() || undefined;

function findBase() {
  const head = line('rev-parse', 'HEAD');
  const tag = line('describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*');
  const fork = line('merge-base', 'HEAD', 'origin/main') ?? line('merge-base', 'HEAD', 'main');
  const edited = git('diff', '--quiet', 'HEAD', '--', 'schema.gql') === undefined;
  const candidates = [
    tag && { name: `release ${tag}`, revision: tag },
    fork && fork !== head && { name: `the fork from main ${fork.slice(0, 10)}`, revision: fork },
    head && edited && { name: `the last commit ${head.slice(0, 10)}`, revision: head },
    { name: 'the commit before the last', revision: 'HEAD~1' },
  ];
  for (const candidate of candidates.filter(Boolean)) {
    const text = git('show', `${candidate.revision}:schema.gql`);
    if (text) return { name: candidate.name, text };
  }
  return undefined;
}

const base = findBase();
if (!base) {
  process.stdout.write('there is no earlier schema.gql to compare with\n');
} else {
  const now = buildSchema(readFileSync('schema.gql', 'utf8'));
  const changes = findBreakingChanges(buildSchema(base.text), now);
  const unreleased = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m)[1] ?? '';
  const unannounced = changes.filter(({ description }) => !unreleased.includes(description));
  for (const { type, description } of unannounced)
    process.stdout.write(`${type}: ${description}\n`);
  process.stdout.write(
    `compared with ${base.name}: ${changes.length} breaking changes, ${unannounced.length} of them not announced in CHANGELOG.md\n`,
  );
  process.exitCode = unannounced.length === 0 ? 0 : 1;
}

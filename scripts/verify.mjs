/**
 * `npm run verify`: everything a machine can judge, in one command. It runs to the end, prints one
 * line per step, and lists the output of what failed. `npm run verify -- lint types` runs only those.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { steps } from './verify-steps.mjs';

const root = dirname(import.meta.dirname);
const lanes = Math.min(3, availableParallelism());
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in steps));
if (unknown.length > 0) {
  process.stderr.write(
    `No such step: ${unknown.join(', ')}. Steps: ${Object.keys(steps).join(', ')}\n`,
  );
  process.exit(2);
}

function run(argv) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (code) =>
      resolve({ ok: code === 0, output: Buffer.concat(chunks).toString('utf8').trim() }),
    );
  });
}

const waiting = (asked.length > 0 ? asked : Object.keys(steps)).map((name) => ({
  name,
  ...steps[name],
}));
const planned = new Set(waiting.map((step) => step.name));
const done = new Map();

/** The first step whose forerunner, if it is part of this run, has ended. */
function takeNext() {
  const index = waiting.findIndex(({ after }) => !after || !planned.has(after) || done.has(after));
  return index < 0 ? undefined : waiting.splice(index, 1)[0];
}

async function perform({ name, argv }) {
  const start = performance.now();
  const result = await run(argv);
  done.set(name, result);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  const note = result.ok ? (result.output.split('\n').at(-1) ?? '') : '';
  const mark = result.ok ? 'ok  ' : 'FAIL';
  process.stdout.write(`${mark} ${name.padEnd(18)} ${seconds} s  ${note.slice(0, 100)}`.trimEnd());
  process.stdout.write('\n');
}

const start = performance.now();
await new Promise((resolve) => {
  let running = 0;
  const fill = () => {
    while (running < lanes) {
      const step = takeNext();
      if (!step) break;
      running += 1;
      void perform(step).then(() => {
        running -= 1;
        fill();
      });
    }
    if (running === 0) resolve();
  };
  fill();
});

const failed = [...done].filter(([, { ok }]) => !ok);
for (const [name, { output }] of failed) process.stdout.write(`\n── ${name}\n${output}\n`);
const seconds = ((performance.now() - start) / 1000).toFixed(0);
process.stdout.write(
  `\n${done.size - failed.length} of ${done.size} steps passed in ${seconds} s${failed.length > 0 ? `; failed: ${failed.map(([name]) => name).join(', ')}` : ''}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Portal } from './portal.js';

const root = new URL('../../', import.meta.url);
const loader = new URL('test/support/typescript-loader.mjs', root).href;
const preload = `data:text/javascript,import{register}from"node:module";register("${loader}")`;

export interface ProgramOutcome {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a program of src/cli as a person does, on the portal's database, with the settings that are given besides. */
export async function runProgram(
  portal: Portal,
  name: string,
  args: string[],
  input: string | Buffer = '',
  settings: Record<string, string> = {},
): Promise<ProgramOutcome> {
  const program = fileURLToPath(new URL(`src/cli/${name}.ts`, root));
  const child = spawn(process.execPath, ['--no-warnings', '--import', preload, program, ...args], {
    cwd: fileURLToPath(root),
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: portal.config.database.url,
      DATA_DIR: portal.config.dataDir,
      ...settings,
    },
  });
  // A program that refuses its arguments does not wait for its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code, out, err] = await Promise.all([
    new Promise<number | null>((resolve) => child.on('exit', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out: out.trim(), err: err.trim() };
}

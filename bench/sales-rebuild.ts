import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from '../src/platform/config/index.js';

/** Facts and rollups, made by the product's own tool. */
export async function rebuildSales(
  appUrl: string,
  workers: number,
  report: (line: string) => void,
): Promise<void> {
  const program = [
    join(import.meta.dirname, '../scripts/cli.mjs'),
    'sales',
    'rebuild',
    `--workers=${workers}`,
  ];
  const child = spawn(process.execPath, program, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({ DATABASE_URL: appUrl }),
  });
  let output = '';
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    const lines = output.split('\n');
    output = lines.pop() ?? '';
    for (const line of lines) report(line);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`npm run sales -- rebuild ended with ${String(code)}. ${output}`);
}

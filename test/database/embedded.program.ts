import {
  EmbeddedPostgres,
  type EmbeddedOptions,
} from '../../src/platform/database/embedded/embedded-postgres.js';

/** Starts a cluster as the product does, says where it is, and keeps it until it is told to stop or is killed. */
const options = JSON.parse(process.argv[2] ?? '{}') as EmbeddedOptions;
const report = (line: string) => process.stdout.write(`${JSON.stringify({ report: line })}\n`);
try {
  const postgres = await EmbeddedPostgres.start({ ...options, report });
  const { port, pid, dataDirectory } = postgres;
  const url = postgres.superuserUrl();
  process.stdout.write(`${JSON.stringify({ port, pid, dataDirectory, url })}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => void postgres.stop().then(() => process.exit(0)));
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  process.exitCode = 1;
}

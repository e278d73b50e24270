import { AssertionError } from 'node:assert';
import { loadToolConfig, type ToolConfig } from '../platform/config/index.js';

const BUGS = [TypeError, ReferenceError, RangeError, SyntaxError, URIError, AssertionError];

/** SQLSTATEs that mean a wrong statement: all but a refused login, no such database, and a server in trouble. */
const OWN_FAULTS = /^(?!28|3D|08|53|57)[0-9A-DF-Z][0-9A-Z]{4}$/;

/**
 * Runs a command-line tool: what it is for with --help, and a mistake as one sentence and exit code 1. Progress goes to
 * standard error, so that standard output can be piped.
 */
export async function runTool(
  usage: string,
  work: (args: string[], config: () => ToolConfig) => Promise<void>,
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(`${usage.trim()}\n`);
    return;
  }
  try {
    await work(args, () => loadToolConfig());
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The stack says nothing to somebody who mistyped a setting, and everything about a bug. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  if (error instanceof AggregateError) {
    // Such as a host with two addresses, neither of which answers.
    return error.errors.map(sentenceOf).join('\n');
  }
  const isBug = BUGS.some((bug) => error instanceof bug) || OWN_FAULTS.test(codeOf(error));
  return isBug ? (error.stack ?? error.message) : error.message;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The database to change, as an administrator or as a member of portal_owner. */
export function requiredMigrationUrl(config: ToolConfig): string {
  const url = config.database.migrationUrl;
  if (url === undefined) {
    throw new Error(
      'MIGRATION_DATABASE_URL: required with DATABASE_URL. It is the same database as an administrator.',
    );
  }
  return url;
}

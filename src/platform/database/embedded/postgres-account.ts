import { spawnSync } from 'node:child_process';

/**
 * The system account that runs PostgreSQL. PostgreSQL refuses to run as root, so root hands over to another
 * account; everyone else runs it as themselves, which an empty object says to spawn().
 */
export interface PostgresAccount {
  uid?: number;
  gid?: number;
}

export function postgresAccount(report: (line: string) => void): PostgresAccount {
  if (process.getuid?.() !== 0) {
    return {};
  }
  const existing = lookUp('postgres');
  if (existing !== undefined) {
    return existing;
  }
  report(
    'Running as root: making the system account "postgres", because PostgreSQL refuses to run as root.',
  );
  spawnSync('groupadd', ['--system', 'postgres']);
  spawnSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (account === undefined) {
    throw new Error(
      'PostgreSQL refuses to run as root, and no other account could be found or made. ' +
        'Start the server as an ordinary user, or set DATABASE_URL.',
    );
  }
  return account;
}

/** Whether the account can enter the folder: asked of the system itself, which knows about every parent and rule. */
export function canEnter(account: PostgresAccount, folder: string): boolean {
  if (account.uid === undefined) {
    return true;
  }
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...account, cwd: '/', stdio: 'ignore' })
      .status === 0
  );
}

function lookUp(name: string): PostgresAccount | undefined {
  const uid = idOf('-u', name);
  const gid = idOf('-g', name);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function idOf(flag: string, name: string): number | undefined {
  const result = spawnSync('id', [flag, name], { encoding: 'utf8' });
  const id = Number.parseInt(result.stdout, 10);
  return result.status === 0 && Number.isInteger(id) ? id : undefined;
}

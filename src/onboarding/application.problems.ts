import type { Problem } from '../kernel/index.js';

const APPLICATION_PATH = ['input', 'applicationId'];

/** Not yours and not there look the same. */
export function noSuchApplication(): Problem {
  return { code: 'NOT_FOUND', message: 'There is no such application.', path: APPLICATION_PATH };
}

export function staleApplication(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `The application was changed since you read it: it has version ${version} by now. Read it again.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

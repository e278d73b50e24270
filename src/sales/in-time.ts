import { ProblemError } from '../kernel/index.js';
import { StatementTimeoutError } from '../platform/database/index.js';

/** Who asks too much at once would otherwise hear that the portal is busy, and ask again in vain. */
export async function inTime<Answer>(work: Promise<Answer>): Promise<Answer> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof StatementTimeoutError)) throw error;
    throw new ProblemError({
      code: 'INVALID_VALUE',
      message:
        'The answer took longer than it may: ask for fewer days, groups or rows, or again when the portal is less busy.',
      path: ['input'],
      facts: { rule: 'TIMEOUT' },
    });
  }
}

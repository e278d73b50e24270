import { isId } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import { addJob } from '../platform/jobs/index.js';
import { VettingCheckKind } from './application.enum.js';

export const CHECK_TASK = 'onboarding.check';

export interface CheckJob {
  applicationId: string;
  kind: VettingCheckKind;
}

/** Has a machine do a check, once however often it is asked for meanwhile. */
export function addCheckJob(tx: Tx, { applicationId, kind }: CheckJob): Promise<void> {
  const jobKey = `onboarding:${applicationId}:${kind}`;
  return addJob(tx, CHECK_TASK, { applicationId, kind }, { jobKey });
}

export function checkJobOf(payload: unknown): CheckJob {
  if (
    typeof payload === 'object' &&
    payload !== null &&
    'applicationId' in payload &&
    'kind' in payload
  ) {
    const { applicationId, kind } = payload;
    if (typeof applicationId === 'string' && isId(applicationId) && isKind(kind)) {
      return { applicationId, kind };
    }
  }
  throw new Error('The job does not say which check of which application it is for.');
}

function isKind(value: unknown): value is VettingCheckKind {
  return typeof value === 'string' && Object.hasOwn(VettingCheckKind, value);
}

import type { Tx } from '../platform/database/index.js';
import { addJob } from '../platform/jobs/index.js';

export const NOTICE_TASK = 'reseller.agreement_notices';

/** Has the letters about agreements written soon after the commit, once however many versions were published. */
export function addNoticeJob(tx: Tx): Promise<void> {
  return addJob(tx, NOTICE_TASK, {}, { jobKey: NOTICE_TASK });
}

import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import { VettingCheckKind } from './application.enum.js';

/** What the steps of an applicant do to the checks: they begin, or begin anew. */
@Injectable()
export class ApplicationChecksRepository {
  async begin(tx: Tx, applicationId: string): Promise<void> {
    await tx.query(
      `INSERT INTO onboarding.vetting_check (application_id, kind)
       SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [applicationId, Object.keys(VettingCheckKind)],
    );
  }

  /**
   * Makes those of the kinds PENDING again. Also one that was not decided yet is another attempt: what a machine or a
   * reviewer makes of it now is about what stood there before.
   */
  beginAnew(
    tx: Tx,
    applicationId: string,
    kinds: readonly VettingCheckKind[],
  ): Promise<VettingCheckKind[]> {
    return this.reset(tx, applicationId, { kinds, failed: false });
  }

  /** Makes those PENDING again that had failed; gives which. */
  retryFailed(tx: Tx, applicationId: string): Promise<VettingCheckKind[]> {
    return this.reset(tx, applicationId, { kinds: [], failed: true });
  }

  private async reset(
    tx: Tx,
    applicationId: string,
    which: { kinds: readonly VettingCheckKind[]; failed: boolean },
  ): Promise<VettingCheckKind[]> {
    const rows = await tx.query<{ kind: VettingCheckKind }>(
      `UPDATE onboarding.vetting_check SET state = 'PENDING', attempt = attempt + 1, source = NULL, reviewer_id = NULL,
         note = NULL, facts = '{}', decided_at = NULL
       WHERE application_id = $1 AND (kind = ANY ($2::text[]) OR ($3 AND state = 'FAILED'))
       RETURNING kind`,
      [applicationId, which.kinds, which.failed],
    );
    return rows.map(({ kind }) => kind).sort();
  }
}

import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type {
  VettingCheckKind,
  VettingCheckSource,
  VettingCheckState,
} from './application.enum.js';
import { RUNNING_STATES, type VettingOutcome } from './vetting-check.rules.js';

export interface VettingCheckRow {
  applicationId: string;
  kind: VettingCheckKind;
  state: VettingCheckState;
  /** Raised each time it becomes PENDING again. */
  attempt: number;
  source: VettingCheckSource | null;
  reviewerId: string | null;
  note: string | null;
  decidedAt: Date | null;
  version: number;
}

/** How a machine fared with a check; staff alone see any. */
export interface VettingRunRow {
  applicationId: string;
  kind: VettingCheckKind;
  attempts: number;
  lastError: string | null;
  lastRunAt: Date | null;
}

const COLUMNS = `c.application_id AS "applicationId", c.kind, c.state, c.attempt, c.source,
  c.reviewer_id AS "reviewerId", c.note, c.decided_at AS "decidedAt", c.version`;

/** In the order in which they are usually done. */
const IN_ORDER = `ORDER BY c.application_id, array_position(
  '{EMAIL_OWNERSHIP,EMPLOYMENT,BUSINESS,TAX_ID,PARTNER_LOCATION_ID,SANCTIONS}', c.kind)`;

@Injectable()
export class VettingRepository {
  checksOf(tx: Tx, applicationIds: readonly string[]): Promise<VettingCheckRow[]> {
    return tx.query<VettingCheckRow>(
      `SELECT ${COLUMNS} FROM onboarding.vetting_check c WHERE c.application_id = ANY ($1::uuid[]) ${IN_ORDER}`,
      [applicationIds],
    );
  }

  /** The applications in which this check waits, for a machine or a person. */
  async undecided(tx: Tx, kind: VettingCheckKind): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT a.id FROM onboarding.application a JOIN onboarding.vetting_check c ON c.application_id = a.id
       WHERE a.state = ANY ($1::text[]) AND c.kind = $2 AND c.state = 'PENDING' ORDER BY a.id`,
      [RUNNING_STATES, kind],
    );
    return rows.map(({ id }) => id);
  }

  /** A machine has found something out. It counts while nobody has decided, and for the attempt that it was asked about. */
  async record(
    tx: Tx,
    check: { applicationId: string; kind: VettingCheckKind; attempt: number },
    finding: { passed: boolean; note: string },
  ): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE onboarding.vetting_check SET note = $4,
         state = CASE WHEN $5 THEN 'PASSED' ELSE state END,
         source = CASE WHEN $5 THEN 'MACHINE' ELSE source END,
         decided_at = CASE WHEN $5 THEN now() ELSE decided_at END
       WHERE application_id = $1 AND kind = $2 AND attempt = $3 AND state = 'PENDING' RETURNING kind`,
      [check.applicationId, check.kind, check.attempt, finding.note, finding.passed],
    );
    return rows.length === 1;
  }

  /** The new version; undefined when the check has another one than the reviewer has read. */
  async decide(
    tx: Tx,
    check: { applicationId: string; kind: VettingCheckKind; version: number },
    decision: { outcome: VettingOutcome; note: string | null; reviewerId: string },
  ): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE onboarding.vetting_check SET state = $4, note = $5, reviewer_id = $6, source = 'REVIEWER', decided_at = now()
       WHERE application_id = $1 AND kind = $2 AND version = $3 RETURNING version`,
      [
        check.applicationId,
        check.kind,
        check.version,
        decision.outcome,
        decision.note,
        decision.reviewerId,
      ],
    );
    return row?.version;
  }

  runsOf(tx: Tx, applicationIds: readonly string[]): Promise<VettingRunRow[]> {
    return tx.query<VettingRunRow>(
      `SELECT r.application_id AS "applicationId", r.kind, r.attempts, r.last_error AS "lastError",
         r.last_run_at AS "lastRunAt"
       FROM onboarding.vetting_run r WHERE r.application_id = ANY ($1::uuid[])`,
      [applicationIds],
    );
  }

  /** That a machine tried once more, and why it could not; null when it could. */
  async noteRun(
    tx: Tx,
    { applicationId, kind }: { applicationId: string; kind: VettingCheckKind },
    lastError: string | null,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO onboarding.vetting_run (application_id, kind, attempts, last_error, last_run_at)
       VALUES ($1, $2, 1, $3, now())
       ON CONFLICT (application_id, kind) DO UPDATE
       SET attempts = vetting_run.attempts + 1, last_error = excluded.last_error, last_run_at = now()`,
      [applicationId, kind, lastError],
    );
  }

  /** Whether a live reseller has the partner location id, other than the one of the application. */
  async isTaken(tx: Tx, partnerLocationId: string, resellerId: string | null): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM reseller.company_v
       WHERE partner_location_id = $1 AND state <> 'TERMINATED' AND reseller_id IS DISTINCT FROM $2::uuid LIMIT 1`,
      [partnerLocationId, resellerId],
    );
    return rows.length > 0;
  }
}

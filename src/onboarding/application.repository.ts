import { Injectable } from '@nestjs/common';
import { isId, Money } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import { DAYS_TO_EXPIRE, type ApplicationState } from './application.machine.js';
import type { ApplicationRow } from './application.row.js';
import type { ApplicationSight } from './application.sight.js';
import {
  ONE_APPLICATION,
  ONE_APPLICATION_LOCKED,
  OVERDUE_LOCKED,
  OWN_APPLICATIONS,
} from './application.sql.js';

export type StoredRow = Omit<ApplicationRow, 'expectedVolume'> & {
  expectedVolumeMinor: string | null;
  expectedVolumeCurrency: string | null;
};

/** What changes with a step beside the state; what is left out stays. */
export interface MoveValues {
  resellerId?: string;
  decidedById?: string;
  decisionReason?: string | null;
  appealReason?: string;
}

@Injectable()
export class ApplicationRepository {
  /** Null where there is none that the caller reaches. */
  find(tx: Tx, sight: ApplicationSight, id: string): Promise<ApplicationRow | null> {
    return this.one(tx, sight, id, ONE_APPLICATION);
  }

  /** The same, held until the transaction ends. */
  lock(tx: Tx, sight: ApplicationSight, id: string): Promise<ApplicationRow | null> {
    return this.one(tx, sight, id, ONE_APPLICATION_LOCKED);
  }

  /** All that a person has made, newest first. */
  async listOwn(tx: Tx, userId: string): Promise<ApplicationRow[]> {
    const rows = await tx.query<StoredRow>(OWN_APPLICATIONS, [userId]);
    return rows.map(applicationOf);
  }

  /** Some of those whose time is over, the longest first. */
  overdue(tx: Tx, tried: readonly string[], limit: number): Promise<{ id: string }[]> {
    return tx.query<{ id: string }>(
      `SELECT id FROM onboarding.application WHERE expires_at <= now() AND id <> ALL ($2::uuid[])
       ORDER BY expires_at, id LIMIT $1`,
      [limit, tried],
    );
  }

  /** Those whose time is over and at whom nobody else is, locked. */
  async lockOverdue(
    tx: Tx,
    { userId, id }: { userId?: string; id?: string },
  ): Promise<ApplicationRow[]> {
    const rows = await tx.query<StoredRow>(OVERDUE_LOCKED, [userId ?? null, id ?? null]);
    return rows.map(applicationOf);
  }

  /**
   * Writes a step: the new version, or undefined when somebody else came first. A submission, an appeal and a decision
   * leave their time.
   */
  async move(
    tx: Tx,
    { id, version }: Pick<ApplicationRow, 'id' | 'version'>,
    { from, to, ...values }: MoveValues & { from: ApplicationState; to: ApplicationState },
  ): Promise<number | undefined> {
    const { resellerId, decidedById, decisionReason, appealReason } = values;
    const [row] = await tx.query<{ version: number }>(
      `UPDATE onboarding.application SET state = $4, state_since = now(), updated_at = now(), version = version + 1,
         expires_at = now() + make_interval(days => $5),
         submitted_at = CASE WHEN $4 = 'SUBMITTED' THEN coalesce(submitted_at, now()) ELSE submitted_at END,
         reseller_id = coalesce($6, reseller_id),
         decided_by = coalesce($7, decided_by),
         decided_at = CASE WHEN $7::uuid IS NULL THEN decided_at ELSE now() END,
         decision_reason = CASE WHEN $7::uuid IS NULL THEN decision_reason ELSE $8 END,
         appeal_reason = coalesce($9, appeal_reason),
         appealed_at = CASE WHEN $9::text IS NULL THEN appealed_at ELSE now() END
       WHERE id = $1 AND version = $2 AND state = $3 RETURNING version`,
      [
        id,
        version,
        from,
        to,
        DAYS_TO_EXPIRE[to] ?? null,
        resellerId ?? null,
        decidedById ?? null,
        decisionReason ?? null,
        appealReason ?? null,
      ],
    );
    return row?.version;
  }

  private async one(
    tx: Tx,
    sight: ApplicationSight,
    id: string,
    statements: Readonly<Record<'OWN' | 'STAFF', string>>,
  ): Promise<ApplicationRow | null> {
    // What cannot be an id must not reach the database.
    if (sight.kind === 'NONE' || !isId(id)) return null;
    const [row] = await tx.query<StoredRow>(statements[sight.kind], [
      sight.kind === 'OWN' ? sight.userId : sight.regionIds,
      id,
    ]);
    return row ? applicationOf(row) : null;
  }
}

export function applicationOf(row: StoredRow): ApplicationRow {
  const { expectedVolumeMinor: minor, expectedVolumeCurrency: currency, ...rest } = row;
  return {
    ...rest,
    expectedVolume: minor === null || currency === null ? null : Money.ofMinor(minor, currency),
  };
}

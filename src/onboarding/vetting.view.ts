import type { ScreeningHitRow } from './screening.repository.js';
import type { VettingCheckRow, VettingRunRow } from './vetting.repository.js';
import type { VettingCheck } from './vetting.type.js';

/** Everything about a check, as reviewers see it. */
export function reviewedCheck(
  check: VettingCheckRow,
  runs: readonly VettingRunRow[],
  hits: readonly ScreeningHitRow[],
): VettingCheck {
  const { applicationId: id, kind, state, decidedAt, version, source, reviewerId, note } = check;
  const run = runs.find((one) => one.applicationId === id && one.kind === kind);
  return {
    kind,
    state,
    decidedAt,
    version,
    source,
    reviewerId,
    note,
    attempts: run?.attempts ?? null,
    lastError: run?.lastError ?? null,
    hits: kind === 'SANCTIONS' ? hits.filter(({ applicationId }) => applicationId === id) : [],
  };
}

/** Applicants learn what their application waits for, and no more; that they are screened is nobody's to tell them. */
export function applicantsCheck(check: VettingCheckRow): VettingCheck[] {
  const { kind, state, decidedAt, version } = check;
  if (kind === 'SANCTIONS') return [];
  const hidden = { source: null, reviewerId: null, note: null, attempts: null, lastError: null };
  return [{ kind, state, decidedAt, version, ...hidden, hits: [] }];
}

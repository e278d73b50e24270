import type { ApplicationState } from './application.machine.js';
import type { ScreeningHitRow } from './screening.repository.js';
import type { VettingCheckRow, VettingRunRow } from './vetting.repository.js';
import type { ScreeningHit, VettingCheck } from './vetting.type.js';

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
    hits:
      kind === 'SANCTIONS'
        ? hits.filter(({ applicationId }) => applicationId === id).map(hitInPercent)
        : [],
  };
}

/** In these every check is done, and nobody learns anything from one that is. */
const CHECKED_STATES: readonly ApplicationState[] = [
  'PENDING_AGREEMENT',
  'READY_FOR_DECISION',
  'APPROVED',
];

/**
 * Applicants learn what their application waits for, and no more; that they are screened is nobody's to tell them. Whether
 * a machine has passed their partner location id at once would tell who else has it, so that it stays PENDING for them
 * until all is done.
 */
export function applicantsCheck(check: VettingCheckRow, state: ApplicationState): VettingCheck[] {
  const { kind } = check;
  if (kind === 'SANCTIONS') return [];
  const hidden =
    kind === 'PARTNER_LOCATION_ID' && check.state !== 'FAILED' && !CHECKED_STATES.includes(state);
  return [
    {
      kind,
      state: hidden ? 'PENDING' : check.state,
      decidedAt: hidden ? null : check.decidedAt,
      version: null,
      source: null,
      reviewerId: null,
      note: null,
      attempts: null,
      lastError: null,
      hits: [],
    },
  ];
}

function hitInPercent({ score, ...hit }: ScreeningHitRow): ScreeningHit {
  return { ...hit, score: Math.round(score * 100) };
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExpireApplications } from '../../src/onboarding/expire-applications.js';
import {
  applicationMachine,
  type ApplicationOperation,
  type ApplicationState,
} from '../../src/onboarding/application.machine.js';
import { RunCheck } from '../../src/onboarding/run-check.js';
import { inParallel, seededRandom } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addApplication } from '../support/world/onboarding.world.js';
import { answer, freshTaxId, STEP_NAMES, STEPS } from './application-step-table.js';
import { addApplicant, KINDS, openReviewDesk, type ReviewDesk } from './review-desk.js';

let portal: Portal;
let desk: ReviewDesk;
let agreementId: string;

beforeAll(async () => {
  portal = await startPortal('application_races');
  desk = await openReviewDesk(portal);
  const [agreement] = await portal.rows<{ id: string }>(
    'SELECT id FROM reseller.agreement WHERE region_id = $1',
    [desk.emea],
  );
  agreementId = agreement?.id ?? '';
}, 60_000);

afterAll(() => portal?.stop());

interface Move {
  operation: ApplicationOperation;
  from: ApplicationState;
  to: ApplicationState;
}

/** The steps that were taken, in their order. */
const movesOf = (id: string) =>
  portal.rows<Move>(
    `SELECT operation, from_state AS "from", to_state AS "to" FROM platform.audit_record
     WHERE entity = 'RESELLER_APPLICATION' AND entity_id = $1 AND to_state IS NOT NULL ORDER BY seq`,
    [id],
  );

interface Outcome {
  state: ApplicationState;
  resellers: number;
  members: number;
  open: string[];
  events: number;
}

async function outcomeOf(id: string, taxId: string): Promise<Outcome> {
  const [outcome] = await portal.rows<Outcome>(
    `SELECT a.state, (SELECT count(*)::int FROM reseller.reseller WHERE tax_id = $2) AS resellers,
       (SELECT count(*)::int FROM identity.membership WHERE user_id = a.applicant_user_id) AS members,
       ARRAY(SELECT kind FROM onboarding.vetting_check c WHERE c.application_id = a.id AND c.state IN ('PENDING', 'FAILED')) AS open,
       (SELECT count(*)::int FROM platform.outbox WHERE entity_id = a.id AND type LIKE 'application.%') AS events
     FROM onboarding.application a WHERE a.id = $1`,
    [id, taxId],
  );
  if (!outcome) throw new Error('The application is gone.');
  return outcome;
}

const STARTS: readonly ApplicationState[] = [
  'DRAFT',
  'SUBMITTED',
  'IN_VETTING',
  'ACTION_REQUIRED',
  'PENDING_AGREEMENT',
  'READY_FOR_DECISION',
];
const ROUNDS = 6;

describe('Everybody at once', () => {
  it.each(STARTS)('at an application that is %s leave one history, step by step', async (start) => {
    const random = seededRandom(STARTS.indexOf(start) + 1);
    for (let round = 0; round < ROUNDS; round += 1) {
      const applicant = await addApplicant(portal);
      const taxId = freshTaxId();
      const id = await addApplication(portal.db, {
        applicantUserId: applicant.userId,
        state: start,
        taxId,
        partnerLocationId: taxId,
      });
      // Its time may run out in the middle.
      await portal.db.query(
        `UPDATE onboarding.application SET expires_at = expires_at - (expires_at - now()) + make_interval(secs => $2) WHERE id = $1`,
        [id, round % 2 === 0 ? 3600 : random() / 4],
      );
      const steps = STEP_NAMES.map((name) => () => {
        const { token } = STEPS[name].by === 'APPLICANT' ? applicant : desk.manager;
        return answer(portal, name, token, { id, agreementId });
      });
      const jobs = [
        ...KINDS.map((kind) => async () => {
          await portal.app.get(RunCheck, { strict: false }).run({ applicationId: id, kind });
          return 'done';
        }),
        async () => `${await portal.app.get(ExpireApplications, { strict: false }).run()} ended`,
      ];
      const work = [...steps, ...steps, ...jobs, ...jobs]
        .map((run) => ({ run, place: random() }))
        .sort((a, b) => a.place - b.place);
      const answers = await inParallel(
        work.length,
        (n) => work[n]?.run() ?? Promise.resolve(''),
        12,
      );
      expect(answers).not.toContain('INTERNAL');

      const moves = await movesOf(id);
      const outcome = await outcomeOf(id, taxId);
      let state = start;
      for (const { operation, from, to } of moves) {
        expect([from, operation]).toEqual([state, operation]);
        expect(applicationMachine.next(from, operation)).toBe(to);
        state = to;
      }
      expect(outcome.state).toBe(state);
      expect(outcome.events).toBe(moves.length);
      const isApproved = Number(state === 'APPROVED');
      expect([outcome.resellers, outcome.members]).toEqual([isApproved, isApproved]);
      if (['PENDING_AGREEMENT', 'READY_FOR_DECISION', 'APPROVED'].includes(state)) {
        expect(outcome.open).toEqual([]);
      }
    }
  });
});

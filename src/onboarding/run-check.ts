import { Injectable } from '@nestjs/common';
import { systemContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { PeopleService } from '../identity/index.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.row.js';
import { SettleChecks } from './settle-checks.js';
import { ScreeningRepository } from './screening.repository.js';
import { RUNNING_STATES } from './vetting-check.rules.js';
import {
  VettingPortError,
  VettingPorts,
  type PortFinding,
  type VettingFacts,
} from './vetting-port.js';
import type { CheckJob } from './vetting.task.js';
import { VettingRepository, type VettingCheckRow } from './vetting.repository.js';

const REASON = 'a machine does a check';
const EVERYWHERE = { kind: 'STAFF', regionIds: null } as const;
const ERROR_MAX = 300;
const UNSPOKEN = 'The check could not be done; the log of the server says why.';

interface Asked {
  facts: VettingFacts;
  attempt: number;
}

/** Has a machine do one check of one application, and keeps what it found. A rejection means "try again later". */
@Injectable()
export class RunCheck {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ports: VettingPorts,
    private readonly applications: ApplicationRepository,
    private readonly vetting: VettingRepository,
    private readonly screening: ScreeningRepository,
    private readonly people: PeopleService,
    private readonly settle: SettleChecks,
  ) {}

  async run(job: CheckJob, signal?: AbortSignal): Promise<void> {
    const port = this.ports.of(job.kind);
    const asked = await this.unitOfWork.runSystem(REASON, (tx) => this.ask(tx, job));
    // Somebody decided by hand, the applicant took it back, or the port is gone: then there is nothing to find out.
    if (!port || !asked) {
      await this.unitOfWork.runSystem(REASON, (tx) => this.leadOn(tx, job));
      return;
    }
    let finding: PortFinding;
    try {
      finding = await port.judge(asked.facts, signal);
    } catch (error) {
      await this.unitOfWork.runSystem(REASON, (tx) =>
        this.vetting.noteRun(tx, job, wordsFor(error)),
      );
      throw error;
    }
    await this.unitOfWork.runSystem(REASON, (tx) => this.keep(tx, job, asked.attempt, finding));
  }

  private async ask(tx: Tx, { applicationId, kind }: CheckJob): Promise<Asked | null> {
    const application = await this.applications.find(tx, EVERYWHERE, applicationId);
    const check = application && (await this.pending(tx, application, kind));
    if (!application || !check) return null;
    const applicant = await this.people.contact(tx, application.applicantUserId);
    // An account that is closed is for a person to look at.
    if (!applicant) return null;
    return { facts: { application, applicant }, attempt: check.attempt };
  }

  /** What was handed in again with every check done waits for nobody, and no applicant may take it further. */
  private async leadOn(tx: Tx, { applicationId }: CheckJob): Promise<void> {
    const application = await this.applications.lock(tx, EVERYWHERE, applicationId);
    if (application?.state !== 'IN_VETTING') return;
    await this.settle.run(systemContext(REASON), tx, application);
  }

  private async keep(tx: Tx, job: CheckJob, attempt: number, finding: PortFinding): Promise<void> {
    const application = await this.applications.lock(tx, EVERYWHERE, job.applicationId);
    const check = application && (await this.pending(tx, application, job.kind));
    if (!application || !check) return;
    await this.vetting.noteRun(tx, job, null);
    // A person may have decided meanwhile, or the applicant corrected something: then this is about the past.
    if (!(await this.vetting.record(tx, { ...job, attempt }, finding))) return;
    const { passed, note, hits } = finding;
    if (hits) await this.screening.replaceHits(tx, application.id, hits);
    const ctx = systemContext(REASON);
    if (passed) {
      await recordChange(ctx, tx, {
        entity: 'RESELLER_APPLICATION',
        entityId: application.id,
        operation: 'PASS_CHECK',
        old: { kind: job.kind, state: 'PENDING' },
        new: { kind: job.kind, state: 'PASSED', source: 'MACHINE', note },
      });
    }
    // While the applicant has to act, their next step is theirs.
    if (application.state === 'IN_VETTING') await this.settle.run(ctx, tx, application);
  }

  private async pending(
    tx: Tx,
    application: ApplicationRow,
    kind: CheckJob['kind'],
  ): Promise<VettingCheckRow | undefined> {
    if (!RUNNING_STATES.includes(application.state)) return undefined;
    const checks = await this.vetting.checksOf(tx, [application.id]);
    return checks.find((check) => check.kind === kind && check.state === 'PENDING');
  }
}

/** Only what was made for reviewers reaches them: other errors may hold addresses, keys or what was asked. */
function wordsFor(error: unknown): string {
  return error instanceof VettingPortError ? error.message.slice(0, ERROR_MAX) : UNSPOKEN;
}

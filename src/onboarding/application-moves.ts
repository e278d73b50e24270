import { Injectable } from '@nestjs/common';
import { ProblemError, type Facts } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange, type AuditedChange } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import {
  moveApplication,
  type ApplicationOperation,
  type ApplicationState,
} from './application.machine.js';
import { staleApplication } from './application.problems.js';
import { ApplicationRepository, type MoveValues } from './application.repository.js';
import type { ApplicationRow } from './application.row.js';

export interface ApplicationStep extends MoveValues {
  operation: ApplicationOperation;
  /** What the audit record keeps beside the states. */
  facts?: Facts;
}

export interface ApplicationMoved {
  /** As it is after the step. */
  application: ApplicationRow;
  operation: ApplicationOperation;
  from: ApplicationState;
  to: ApplicationState;
}

/** Acts in the transaction of a step: queues a letter, adds a job, makes checks pending. */
export type MoveListener = (ctx: RequestContext, tx: Tx, moved: ApplicationMoved) => Promise<void>;

const EVENTS: Readonly<Partial<Record<ApplicationOperation, string>>> = {
  SUBMIT: 'application.submitted',
  START: 'application.vetting_started',
  FAIL_CHECK: 'application.action_required',
  CORRECT_CHECK: 'application.check_corrected',
  RESUBMIT: 'application.resubmitted',
  PASS_CHECKS: 'application.checks_passed',
  ACCEPT_AGREEMENT: 'application.agreement_accepted',
  APPROVE: 'application.approved',
  REJECT: 'application.rejected',
  APPEAL: 'application.appealed',
  WITHDRAW: 'application.withdrawn',
  EXPIRE: 'application.expired',
};

/** The one way from state to state: the machine, the row, the audit record, the event, and who else has to act. */
@Injectable()
export class ApplicationMoves {
  private readonly listeners: MoveListener[] = [];

  constructor(private readonly applications: ApplicationRepository) {}

  /** Called while modules are being initialised. Listeners act in the order in which they came. */
  onMove(listener: MoveListener): void {
    this.listeners.push(listener);
  }

  /**
   * Gives the application as it is afterwards. It must have been read in this transaction; what was not locked may turn out
   * to be stale.
   */
  async move(
    ctx: RequestContext,
    tx: Tx,
    application: ApplicationRow,
    { operation, facts, ...values }: ApplicationStep,
  ): Promise<ApplicationRow> {
    const { id, number, state, storedState, appealedAt } = application;
    // What the clock has ended allows nothing but to be written down as ended.
    const from = operation === 'EXPIRE' && state === 'EXPIRED' ? storedState : state;
    const to = moveApplication({ state: from, appealed: appealedAt !== null }, operation);
    if (typeof to !== 'string') throw new ProblemError(to);
    const version = await this.applications.move(tx, application, { ...values, from, to });
    const owner = { kind: 'OWN', userId: application.applicantUserId } as const;
    const after = await this.applications.find(tx, owner, id);
    if (version === undefined || !after) {
      throw new ProblemError(staleApplication(after?.version ?? application.version));
    }
    await recordChange(ctx, tx, {
      entity: 'RESELLER_APPLICATION',
      entityId: id,
      operation,
      from,
      to,
      version,
      ...(facts && { new: facts }),
      partyIds: after.resellerId === null ? [] : [after.resellerId],
      ...eventOf(operation, { applicationId: id, number, from, to }),
    });
    for (const listener of this.listeners) {
      await listener(ctx, tx, { application: after, operation, from, to });
    }
    // A listener may have taken the next step at once.
    return (await this.applications.find(tx, owner, id)) ?? after;
  }

  /**
   * Writes down which of somebody's, or whether this one, is over by the clock, where the job that does so has not come
   * yet; gives how many are. What somebody else is at is left to them.
   */
  async endOverdue(
    ctx: RequestContext,
    tx: Tx,
    which: { userId: string } | { id: string },
  ): Promise<number> {
    const overdue = await this.applications.lockOverdue(tx, which);
    for (const application of overdue) {
      await this.move(ctx, tx, application, { operation: 'EXPIRE' });
    }
    return overdue.length;
  }
}

function eventOf(operation: ApplicationOperation, payload: Facts): Partial<AuditedChange> {
  const emit = EVENTS[operation];
  return emit === undefined ? {} : { emit, payload };
}

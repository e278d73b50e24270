import { Injectable } from '@nestjs/common';
import { assert, isProblem, ProblemError } from '../kernel/index.js';
import { systemContext, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import { ResellerLetters } from './reseller-letters.js';
import { ResellerMoveRepository, type LockedReseller } from './reseller-move.repository.js';
import { moveReseller, type ResellerOperation } from './reseller.machine.js';

/** An operation, and what it says besides. */
export interface MoveRequest {
  operation: ResellerOperation;
  reason?: string;
  reauthorizationDueOn?: string;
}

/** Takes a locked reseller along its machine: the one place in which its state changes, with audit, event and letters. */
@Injectable()
export class ResellerMover {
  constructor(
    private readonly resellers: ResellerMoveRepository,
    private readonly letters: ResellerLetters,
  ) {}

  /** A reseller whose due day has come is DEAUTHORIZED, also before a job has said so. */
  async move(
    ctx: RequestContext,
    tx: Tx,
    locked: LockedReseller,
    request: MoveRequest,
  ): Promise<LockedReseller> {
    const { operation } = request;
    const settled =
      locked.isOverdue && operation !== 'DEAUTHORIZE' && operation !== 'TERMINATE'
        ? await this.step(systemContext('a reauthorisation was due'), tx, locked, {
            operation: 'DEAUTHORIZE',
          })
        : locked;
    return this.step(ctx, tx, settled, request);
  }

  private async step(
    ctx: RequestContext,
    tx: Tx,
    before: LockedReseller,
    { operation, reason, reauthorizationDueOn }: MoveRequest,
  ): Promise<LockedReseller> {
    const next = moveReseller(before, operation);
    if (isProblem(next)) throw new ProblemError(next);
    const { state, stateBeforeSuspension } = next;
    const due = state === 'ACTIVE' ? null : (reauthorizationDueOn ?? before.reauthorizationDueOn);
    const stateReason = reason ?? null;
    const version = await this.resellers.move(tx, before, {
      state,
      stateBeforeSuspension,
      reason: stateReason,
      reauthorizationDueOn: due,
      isAuthorized: operation === 'REAUTHORIZE' || operation === 'READMIT',
    });
    assert(version !== undefined, 'nobody else changes a reseller that is locked');
    const isDueKept = due === before.reauthorizationDueOn;
    await recordChange(ctx, tx, {
      entity: 'RESELLER',
      entityId: before.id,
      operation,
      from: before.state,
      to: state,
      version,
      ...(isDueKept ? {} : { old: { reauthorizationDueOn: before.reauthorizationDueOn } }),
      new: {
        ...(reason === undefined ? {} : { reason }),
        ...(isDueKept ? {} : { reauthorizationDueOn: due }),
      },
      partyIds: [before.id],
      emit: 'reseller.state_changed',
      payload: { resellerId: before.id, from: before.state, to: state },
    });
    const after = {
      ...before,
      state,
      stateBeforeSuspension,
      stateReason,
      reauthorizationDueOn: due,
      version,
      isOverdue: false,
      isYearOver: false,
    };
    await this.letters.tell(tx, operation, after);
    return after;
  }
}

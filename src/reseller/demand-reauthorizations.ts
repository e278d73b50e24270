import { Injectable, Logger } from '@nestjs/common';
import { systemContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { addDays, REAUTHORIZATION_DAYS } from './reseller-lifecycle.rules.js';
import { ResellerMoveRepository, type ForgottenReseller } from './reseller-move.repository.js';
import { ResellerMover } from './reseller-mover.js';

const REASON = 'resellers are reauthorised every year';
const BATCH = 100;

/**
 * Does what the clock asks of resellers: a year after the last authorisation another is demanded, and who was not
 * reauthorised when the due day has come in every market of its is DEAUTHORIZED.
 */
@Injectable()
export class DemandReauthorizations {
  private readonly logger = new Logger(DemandReauthorizations.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerMoveRepository,
    private readonly mover: ResellerMover,
  ) {}

  /** Each reseller in a transaction of its own, so that none waits for another. Gives how many were moved. */
  async run(signal?: AbortSignal): Promise<number> {
    let moved = 0;
    const tried = new Set<string>();
    for (;;) {
      const found = await this.unitOfWork.runSystem(REASON, (tx) =>
        this.resellers.forgotten(tx, [...tried], BATCH),
      );
      if (found.length === 0) return moved;
      for (const reseller of found) {
        if (signal?.aborted) return moved;
        tried.add(reseller.id);
        moved += await this.moveOrLog(reseller);
      }
    }
  }

  /** One that cannot be moved must not keep the others from it; it is tried again the next time. */
  private async moveOrLog(reseller: ForgottenReseller): Promise<number> {
    try {
      return await this.move(reseller);
    } catch (error) {
      this.logger.error(`Reseller ${reseller.id} could not be moved.`, error);
      return 0;
    }
  }

  private move({ id, operation }: ForgottenReseller): Promise<number> {
    const ctx = systemContext(REASON);
    return this.unitOfWork.runSystem(REASON, async (tx) => {
      const locked = await this.resellers.lock(tx, { kind: 'ALL' }, id);
      // Somebody may have moved it since it was found.
      const isAsked = operation === 'DEAUTHORIZE' ? locked?.isOverdue : locked?.isYearOver;
      if (!locked || !isAsked) return 0;
      const reauthorizationDueOn = addDays(locked.firstToday, REAUTHORIZATION_DAYS);
      await this.mover.move(ctx, tx, locked, {
        operation,
        ...(operation === 'DEMAND_REAUTHORIZATION' && { reauthorizationDueOn }),
      });
      return 1;
    });
  }
}

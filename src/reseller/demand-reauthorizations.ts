import { Injectable, Logger } from '@nestjs/common';
import { addDays } from '../kernel/index.js';
import { systemContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { actOnEach } from '../platform/jobs/index.js';
import { REAUTHORIZATION_DAYS } from './reseller-lifecycle.rules.js';
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

  /** Gives how many were moved. */
  run(signal?: AbortSignal): Promise<number> {
    return actOnEach({
      find: (tried) =>
        this.unitOfWork.runSystem(REASON, (tx) => this.resellers.forgotten(tx, tried, BATCH)),
      act: (reseller) => this.move(reseller),
      failed: ({ id }, error) => {
        this.logger.error(`Reseller ${id} could not be moved.`, error);
      },
      signal,
    });
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

import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import { ApplicationMoves } from './application-moves.js';
import type { ApplicationRow } from './application.row.js';
import { stepsToSettle } from './vetting-check.rules.js';
import { VettingRepository } from './vetting.repository.js';

/** Takes an application to where its checks say that it is, in the transaction of whoever changed one. */
@Injectable()
export class SettleChecks {
  constructor(
    private readonly vetting: VettingRepository,
    private readonly moves: ApplicationMoves,
  ) {}

  /**
   * Gives it as it is then. It must be locked: of two who decide on different checks at once, the second sees what the
   * first did.
   */
  async run(ctx: RequestContext, tx: Tx, application: ApplicationRow): Promise<ApplicationRow> {
    const checks = await this.vetting.checksOf(tx, [application.id]);
    let settled = application;
    for (const operation of stepsToSettle(application.state, checks)) {
      settled = await this.moves.move(ctx, tx, settled, { operation });
    }
    return settled;
  }
}

import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { ApplicationChanges, type ApplicationEdit } from './application-changes.js';
import { ApplicationMoves } from './application-moves.js';
import type { ResellerApplication } from './application.type.js';

/** Takes an application back for good, as long as nothing was decided. */
@Injectable()
export class WithdrawApplication {
  constructor(
    private readonly changes: ApplicationChanges,
    private readonly moves: ApplicationMoves,
  ) {}

  run(ctx: RequestContext, edit: ApplicationEdit): Promise<Outcome<ResellerApplication>> {
    return this.changes.run(ctx, [], async (tx) => {
      const application = await this.changes.lock(ctx, tx, edit, 'WITHDRAW');
      return this.moves.move(ctx, tx, application, { operation: 'WITHDRAW' });
    });
  }
}

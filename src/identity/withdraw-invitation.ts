import { Injectable } from '@nestjs/common';
import { isId, ProblemError } from '../kernel/index.js';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { InvitationRepository } from './invitation.repository.js';
import { noSuchInvitation, notFrom } from './invitation.rules.js';
import type { Invitation } from './invitation.type.js';
import { viewOfInvitation } from './invitation.view.js';

/** From then on the link of the letter opens nothing. */
@Injectable()
export class WithdrawInvitation {
  constructor(
    private readonly work: UnitOfWork,
    private readonly invitations: InvitationRepository,
  ) {}

  async run(ctx: RequestContext, { id }: { id: string }): Promise<Invitation> {
    const { resellerId } = requireMembership(ctx);
    if (!isId(id)) throw new ProblemError(noSuchInvitation());
    return this.work.run(ctx, async (tx) => {
      const withdrawn = await this.invitations.withdraw(tx, resellerId, id);
      const row = await this.invitations.find(tx, resellerId, id);
      if (row === undefined) throw new ProblemError(noSuchInvitation());
      if (!withdrawn) throw new ProblemError(notFrom(row.state, 'WITHDRAW'));
      await recordChange(ctx, tx, {
        entity: 'INVITATION',
        entityId: id,
        operation: 'WITHDRAW',
        from: 'PENDING',
        to: 'WITHDRAWN',
        partyIds: [resellerId],
        emit: 'invitation.withdrawn',
        payload: { resellerId },
      });
      return viewOfInvitation(row);
    });
  }
}

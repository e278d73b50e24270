import { Injectable } from '@nestjs/common';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { InvitationRepository } from './invitation.repository.js';
import type { Invitation } from './invitation.type.js';
import { viewOfInvitation } from './invitation.view.js';

const LISTED_MAX = 200;

@Injectable()
export class InvitationService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly invitations: InvitationRepository,
  ) {}

  /** Those that wait come first, and are always all there: there may be 100 of them. */
  async list(ctx: RequestContext): Promise<Invitation[]> {
    const { resellerId } = requireMembership(ctx);
    const rows = await this.work.read(ctx, (tx) =>
      this.invitations.list(tx, resellerId, LISTED_MAX),
    );
    return rows.map(viewOfInvitation);
  }
}

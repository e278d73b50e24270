import { Injectable } from '@nestjs/common';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import type { Outcome } from '../platform/database/index.js';
import { MemberChanges } from './member-changes.js';
import type { MemberRevokeInput } from './member.input.js';
import { MemberRepository } from './member.repository.js';
import type { Member } from './member.type.js';

/**
 * Every request reads the membership, so the person's tokens and keys stop with the commit. They are ended as well, since
 * somebody who is invited again later makes new ones.
 */
@Injectable()
export class RevokeMember {
  constructor(
    private readonly changes: MemberChanges,
    private readonly members: MemberRepository,
  ) {}

  run(ctx: RequestContext, { id, expectedVersion }: MemberRevokeInput): Promise<Outcome<Member>> {
    const { resellerId } = requireMembership(ctx);
    return this.changes.run(
      ctx,
      { id, expectedVersion, operation: 'REVOKE' },
      {
        work: async (tx, member) => {
          const version = await this.changes.write(tx, { ...member, state: 'REVOKED' });
          await this.members.endSessions(tx, member.id);
          const keyIds = await this.members.revokeKeys(tx, member.id);
          await this.changes.record(ctx, tx, {
            entityId: member.id,
            operation: 'REVOKE',
            from: 'ACTIVE',
            to: 'REVOKED',
            version,
          });
          await recordChanges(
            ctx,
            tx,
            keyIds.map((keyId) => ({
              entity: 'API_KEY',
              entityId: keyId,
              operation: 'REVOKE',
              from: 'ACTIVE',
              to: 'REVOKED',
              partyIds: [resellerId],
            })),
          );
        },
      },
    );
  }
}

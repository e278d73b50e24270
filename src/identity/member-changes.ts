import { Injectable } from '@nestjs/common';
import { assert, isId, ProblemError, type Problem } from '../kernel/index.js';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange, type AuditedChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { MemberRepository, type LockedMember } from './member.repository.js';
import { checkChange, noSuchMember, type MemberChange } from './member.rules.js';
import type { Member } from './member.type.js';
import { memberOf } from './member.view.js';

/** What the changes of a member share: one unit of work on a locked member, by somebody who is still an administrator. */
@Injectable()
export class MemberChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly members: MemberRepository,
  ) {}

  run(
    ctx: RequestContext,
    change: MemberChange,
    { problems = [], work }: { problems?: Problem[]; work: Work },
  ): Promise<Outcome<Member>> {
    const { resellerId, membershipId } = requireMembership(ctx);
    const all = isId(change.id) ? problems : [...problems, noSuchMember()];
    if (all.length > 0) return Promise.resolve({ value: null, problems: all });
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        await this.requireAdministrator(ctx, tx);
        const member = await this.members.lock(tx, resellerId, change.id);
        const found = checkChange(change, member, membershipId);
        if (member === undefined || found.length > 0) throw new ProblemError(found);
        await work(tx, member);
        return this.require(tx, resellerId, member.id);
      }),
    );
  }

  /**
   * What administrators of a reseller do to its people, keys and invitations comes one after the other. Who was changed
   * or revoked meanwhile is no administrator any more, and what is counted stays what it is until the transaction ends.
   */
  async requireAdministrator(ctx: RequestContext, tx: Tx): Promise<void> {
    const { resellerId, membershipId } = requireMembership(ctx);
    const administrators = await this.members.lockAdministrators(tx, resellerId);
    if (!administrators.includes(membershipId)) {
      throw new ApiError('FORBIDDEN', 'You are not an administrator of the reseller any more.');
    }
  }

  /** Writes the member, which is locked, and gives its next version. */
  async write(tx: Tx, member: LockedMember): Promise<number> {
    const version = await this.members.write(tx, member);
    assert(version !== undefined, 'a locked member keeps its version');
    return version;
  }

  record(
    ctx: RequestContext,
    tx: Tx,
    change: Pick<AuditedChange, 'entityId' | 'operation'> & Partial<AuditedChange>,
  ): Promise<void> {
    const { resellerId } = requireMembership(ctx);
    return recordChange(ctx, tx, { entity: 'MEMBERSHIP', partyIds: [resellerId], ...change });
  }

  async require(tx: Tx, resellerId: string, id: string): Promise<Member> {
    const row = await this.members.find(tx, resellerId, id);
    assert(row, 'a locked member can be read');
    return memberOf(row);
  }
}

type Work = (tx: Tx, member: LockedMember) => Promise<void>;

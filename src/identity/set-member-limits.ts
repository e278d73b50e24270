import { Injectable } from '@nestjs/common';
import type { Facts } from '../kernel/index.js';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { readLimits, type ReadLimit } from './buyer-limit.rules.js';
import { MemberChanges } from './member-changes.js';
import type { MemberLimitsSetInput } from './member.input.js';
import { MemberRepository } from './member.repository.js';
import type { Member } from './member.type.js';

/** An order reads the limits when it is submitted, so they count from the next one on. */
@Injectable()
export class SetMemberLimits {
  constructor(
    private readonly changes: MemberChanges,
    private readonly members: MemberRepository,
  ) {}

  run(
    ctx: RequestContext,
    { id, expectedVersion, limits: wishes }: MemberLimitsSetInput,
  ): Promise<Outcome<Member>> {
    const { resellerId } = requireMembership(ctx);
    const { limits, problems } = readLimits(wishes, ['input', 'limits']);
    return this.changes.run(
      ctx,
      { id, expectedVersion, operation: 'SET_LIMITS' },
      {
        problems,
        work: async (tx, member) => {
          const before = factsOf((await this.changes.require(tx, resellerId, member.id)).limits);
          const after = factsOf(limits);
          if (JSON.stringify(before) === JSON.stringify(after)) return;
          const version = await this.changes.write(tx, member);
          await this.members.putLimits(tx, member.id, limits);
          await this.changes.record(ctx, tx, {
            entityId: member.id,
            operation: 'SET_LIMITS',
            version,
            old: { limits: before },
            new: { limits: after },
          });
        },
      },
    );
  }
}

function factsOf(limits: readonly ReadLimit[]): Facts[] {
  return limits.map(({ currencyCode, perOrder, perMonth }) => ({
    currencyCode,
    perOrder: perOrder?.amount ?? null,
    perMonth: perMonth?.amount ?? null,
  }));
}

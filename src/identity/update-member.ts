import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { MemberChanges } from './member-changes.js';
import type { MemberUpdateInput } from './member.input.js';
import type { Member } from './member.type.js';

@Injectable()
export class UpdateMember {
  constructor(private readonly changes: MemberChanges) {}

  run(
    ctx: RequestContext,
    { id, expectedVersion, role }: MemberUpdateInput,
  ): Promise<Outcome<Member>> {
    return this.changes.run(
      ctx,
      { id, expectedVersion, operation: 'UPDATE' },
      {
        work: async (tx, member) => {
          if (member.role === role) return;
          const version = await this.changes.write(tx, { ...member, role });
          await this.changes.record(ctx, tx, {
            entityId: member.id,
            operation: 'UPDATE',
            version,
            old: { role: member.role },
            new: { role },
          });
        },
      },
    );
  }
}

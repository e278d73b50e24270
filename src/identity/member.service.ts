import { Injectable } from '@nestjs/common';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { MemberRepository } from './member.repository.js';
import type { Member } from './member.type.js';
import { memberOf } from './member.view.js';

const LISTED_MAX = 500;

@Injectable()
export class MemberService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly members: MemberRepository,
  ) {}

  async list(ctx: RequestContext): Promise<Member[]> {
    const { resellerId } = requireMembership(ctx);
    const rows = await this.unitOfWork.read(ctx, (tx) =>
      this.members.list(tx, resellerId, LISTED_MAX),
    );
    return rows.map(memberOf);
  }
}

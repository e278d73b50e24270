import { Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import {
  requireMembership,
  type RequestContext,
  type ResellerRole,
} from '../platform/access/index.js';
import { recordChange, recordChanges } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import { queueLetter } from '../platform/letter/index.js';
import { requireSignedIn } from './account.js';
import { AccountLimitRepository } from './account-limit.repository.js';
import { AccountRepository } from './account.repository.js';
import { checkEmail } from './account.rules.js';
import { readLimits, type LimitWish, type ReadLimit } from './buyer-limit.rules.js';
import { INVITATION } from './invitation.letter.js';
import { InvitationRepository } from './invitation.repository.js';
import {
  INVITATION_DAYS,
  INVITATIONS_PENDING_MAX,
  nobodyToWorkFor,
  tooManyInvitations,
  worksHereAlready,
} from './invitation.rules.js';
import type { Invitation } from './invitation.type.js';
import { viewOfInvitation } from './invitation.view.js';
import { MemberChanges } from './member-changes.js';
import { PeopleRepository } from './people.repository.js';
import { makeLetterToken } from './secret.js';

export interface CreateInvitationInput {
  idempotencyKey: string;
  email: string;
  role: ResellerRole;
  limits: readonly LimitWish[];
}

interface Wish {
  email: string;
  role: ResellerRole;
  limits: ReadLimit[];
}

/** Nothing here looks whether the address has an account: the letter, and what the administrator sees, are the same. */
@Injectable()
export class CreateInvitation {
  constructor(
    private readonly work: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly accounts: AccountRepository,
    private readonly people: PeopleRepository,
    private readonly limit: AccountLimitRepository,
    private readonly members: MemberChanges,
  ) {}

  async run(
    ctx: RequestContext,
    input: CreateInvitationInput,
  ): Promise<{ invitation: Invitation; replayed: boolean }> {
    const { resellerId, resellerState } = requireMembership(ctx);
    if (resellerState === 'TERMINATED') throw new ProblemError(nobodyToWorkFor(resellerState));
    const { limits, problems } = readLimits(input.limits, ['input', 'limits']);
    const all = [...checkEmail(input.email, ['input', 'email']), ...problems];
    if (all.length > 0) throw new ProblemError(all);
    const wish = { email: input.email.trim(), role: input.role, limits };
    await this.limit.take('invitation', wish.email, ctx.ip);
    return this.work.run(
      ctx,
      async (tx) => {
        const { result, replayed } = await onceByKey(
          tx,
          {
            owner: `reseller:${resellerId}`,
            operation: 'invitationCreate',
            key: input.idempotencyKey,
            input: { ...wish, limits: limits.map(plain) },
          },
          async () => ({ invitationId: await this.invite(ctx, tx, wish) }),
        );
        const row = await this.invitations.find(tx, resellerId, result.invitationId);
        if (row === undefined) throw new Error(`Invitation ${result.invitationId} is gone`);
        return { invitation: viewOfInvitation(row), replayed };
      },
      { keyed: true },
    );
  }

  private async invite(ctx: RequestContext, tx: Tx, wish: Wish): Promise<string> {
    const { userId, name } = requireSignedIn(ctx);
    const { resellerId } = requireMembership(ctx);
    const { email, role, limits } = wish;
    await this.members.requireAdministrator(ctx, tx);
    const run = await this.invitations.expire(tx, { resellerId, email });
    await recordChanges(ctx, tx, run.map(expiryOf));
    if (await this.invitations.worksFor(tx, resellerId, email)) {
      throw new ProblemError(worksHereAlready());
    }
    if ((await this.invitations.countPending(tx, resellerId)) >= INVITATIONS_PENDING_MAX) {
      throw new ProblemError(tooManyInvitations());
    }
    const token = makeLetterToken();
    const id = newId();
    const expiresAt = await this.invitations.insert(tx, {
      ...wish,
      id,
      resellerId,
      invitedById: userId,
      days: INVITATION_DAYS,
    });
    await this.invitations.addToken(tx, token.hash, id);
    await recordChange(ctx, tx, {
      entity: 'INVITATION',
      entityId: id,
      operation: 'CREATE',
      to: 'PENDING',
      new: { email, role, limits: limits.map(plain), expiresAt: expiresAt.toISOString() },
      partyIds: [resellerId],
      emit: 'invitation.created',
      payload: { resellerId, role },
    });
    const memberships = await this.people.membershipsOf(tx, userId);
    const company = memberships.find((one) => one.resellerId === resellerId)?.resellerName ?? '';
    const inviter = await this.accounts.contactOf(tx, userId);
    await queueLetter(tx, INVITATION, {
      to: email,
      // The language of an account would tell that there is one: the inviter's is the likeliest of a stranger.
      locale: inviter?.locale ?? 'en',
      params: { token: token.text, company, inviter: name, role, days: INVITATION_DAYS },
      expiresAt,
    });
    return id;
  }
}

/** What is recorded when an invitation has run out. */
export function expiryOf({ id, resellerId }: { id: string; resellerId: string }) {
  return {
    entity: 'INVITATION',
    entityId: id,
    operation: 'EXPIRE',
    from: 'PENDING',
    to: 'EXPIRED',
    partyIds: [resellerId],
  };
}

function plain({ currencyCode, perOrder, perMonth }: ReadLimit) {
  return {
    currencyCode,
    perOrder: perOrder?.amount ?? null,
    perMonth: perMonth?.amount ?? null,
  };
}

import { Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import { ANONYMOUS, isStaff, type RequestContext } from '../platform/access/index.js';
import { recordChanges, type AuditedChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { tokenRefused } from './account.rules.js';
import {
  InvitationRepository,
  type AcceptedRow,
  type AcceptWish,
  type InvitedRow,
} from './invitation.repository.js';
import {
  judgeAcceptance,
  memberAlready,
  staffCannotJoin,
  type Acceptance,
  type Joining,
} from './invitation.rules.js';
import { PasswordHasher } from './password-hasher.js';
import { hashOfLetterToken } from './secret.js';
import type { Membership } from './viewer.type.js';

export interface AcceptInvitationInput {
  token: string;
  name?: string | null;
  password?: string | null;
  locale: string;
}

type Person = Pick<AcceptWish, 'userId' | 'name' | 'locale' | 'passwordHash'>;

export interface AcceptedInvitation {
  membership: Membership;
  email: string;
  accountCreated: boolean;
}

/** The invited person joins with the account of their address, or makes one: the letter has proven the address. */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly work: UnitOfWork,
    private readonly invitations: InvitationRepository,
    private readonly hasher: PasswordHasher,
  ) {}

  async run(ctx: RequestContext, input: AcceptInvitationInput): Promise<AcceptedInvitation> {
    // Who accepts is in no scope of the reseller yet.
    const nobody = { ...ctx, caller: ANONYMOUS };
    const tokenHash = hashOfLetterToken(input.token);
    const invited =
      tokenHash &&
      (await this.work.read(nobody, (tx) => this.invitations.invitedBy(tx, tokenHash)));
    if (tokenHash === undefined || invited === undefined) throw new ProblemError(tokenRefused());
    const { joining, problems } = judgeAcceptance(acceptanceOf(ctx, input, invited));
    if (joining === null) throw new ProblemError(problems);
    const person = await this.personOf(joining, input.locale);
    return this.work.run(nobody, async (tx) => {
      const accepted = await this.invitations.accept(tx, {
        ...person,
        tokenHash,
        newUserId: newId(),
        membershipId: newId(),
      });
      const done = requireAccepted(accepted);
      await recordChanges(ctx, tx, changesOf(accepted, done));
      return done;
    });
  }

  private async personOf(joining: Joining, locale: string): Promise<Person> {
    if (joining.kind === 'EXISTING') {
      return { userId: joining.userId, name: null, locale: null, passwordHash: null };
    }
    const passwordHash = await this.hasher.inTurn(() => this.hasher.hash(joining.password));
    return { userId: null, name: joining.name, locale, passwordHash };
  }
}

function acceptanceOf(
  ctx: RequestContext,
  input: AcceptInvitationInput,
  invited: InvitedRow,
): Acceptance {
  const { caller } = ctx;
  const { name = null, password = null, locale } = input;
  const who = (): Acceptance['caller'] => {
    if (caller.kind === 'ANONYMOUS') return { kind: 'NOBODY' };
    if (caller.kind !== 'USER') return { kind: 'PROGRAM' };
    const { userId, email } = caller;
    return { kind: 'USER', userId, email, staff: isStaff(ctx) };
  };
  return {
    invitedUserId: invited.userId,
    caller: who(),
    email: invited.email,
    name,
    password,
    locale,
  };
}

/** Anything else rolls back, so that the invitation stays as it was. */
function requireAccepted(row: AcceptedRow): AcceptedInvitation {
  const { outcome, membershipId, resellerId, resellerName, role, email } = row;
  if (outcome === 'STAFF') throw new ProblemError(staffCannotJoin());
  if (outcome === 'MEMBER') throw new ProblemError(memberAlready());
  if (membershipId === null || resellerId === null || role === null || email === null) {
    throw new ProblemError(tokenRefused());
  }
  return {
    membership: { id: membershipId, resellerId, resellerName: resellerName ?? '', role },
    email,
    accountCreated: outcome === 'CREATED',
  };
}

function changesOf(row: AcceptedRow, { membership, email, accountCreated }: AcceptedInvitation) {
  const { userId, invitationId, membershipVersion, freedUserId } = row;
  const { id, resellerId, role } = membership;
  if (userId === null || invitationId === null) throw new Error('An acceptance without a person');
  const changes: AuditedChange[] = [];
  if (freedUserId !== null) {
    changes.push({
      entity: 'USER',
      entityId: freedUserId,
      operation: 'LOSE_UNPROVEN_EMAIL',
      old: { email },
    });
  }
  if (accountCreated) {
    changes.push({
      entity: 'USER',
      entityId: userId,
      operation: 'CREATE',
      to: 'ACTIVE',
      version: 1,
      new: { email },
    });
  }
  const again = membershipVersion !== null && membershipVersion > 1;
  changes.push(
    {
      entity: 'INVITATION',
      entityId: invitationId,
      operation: 'ACCEPT',
      from: 'PENDING',
      to: 'ACCEPTED',
      partyIds: [resellerId],
    },
    {
      entity: 'MEMBERSHIP',
      entityId: id,
      operation: again ? 'REINSTATE' : 'CREATE',
      ...(again && { from: 'REVOKED' }),
      to: 'ACTIVE',
      ...(membershipVersion !== null && { version: membershipVersion }),
      new: { userId, role, invitationId },
      partyIds: [resellerId],
      emit: 'membership.granted',
      payload: { resellerId, userId, role },
    },
  );
  return changes;
}

import { Injectable } from '@nestjs/common';
import { newId, type Money } from '../kernel/index.js';
import {
  systemContext,
  type RequestContext,
  type ResellerRole,
  type StaffRole,
} from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { AccountRepository } from './account.repository.js';
import { PasswordHasher } from './password-hasher.js';
import { PeopleRepository, type UserRow } from './people.repository.js';

export interface NewUser {
  email: string;
  name: string;
  /** As made by `hashPassword`; without it the user cannot sign in with a password. */
  passwordHash?: string;
}

export interface NewMembership {
  userId: string;
  resellerId: string;
  role: ResellerRole;
}

export interface BuyerLimits {
  membershipId: string;
  currencyCode: string;
  /** Totals with tax; null: no limit. */
  perOrder: Money | null;
  perMonth: Money | null;
}

/**
 * Makes people and says what they may do. It writes rows that no caller's scope reaches, so it works inside a system
 * unit of work: seeds, command-line tools and, later, onboarding.
 */
@Injectable()
export class MembershipService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly people: PeopleRepository,
    private readonly hasher: PasswordHasher,
    private readonly accounts: AccountRepository,
  ) {}

  hashPassword(password: string): Promise<string> {
    return this.hasher.inTurn(() => this.hasher.hash(password));
  }

  async createUser(ctx: RequestContext, tx: Tx, user: NewUser): Promise<UserRow> {
    const row = { id: newId(), email: user.email.trim(), name: user.name.trim() };
    await this.people.insertUser(tx, { ...row, passwordHash: user.passwordHash ?? null });
    await recordChange(ctx, tx, {
      entity: 'USER',
      entityId: row.id,
      operation: 'CREATE',
      to: 'ACTIVE',
      new: { email: row.email, name: row.name },
    });
    return row;
  }

  async createMembership(ctx: RequestContext, tx: Tx, membership: NewMembership): Promise<string> {
    const id = newId();
    await this.people.insertMembership(tx, { id, ...membership });
    await recordChange(ctx, tx, {
      entity: 'MEMBERSHIP',
      entityId: id,
      operation: 'CREATE',
      to: 'ACTIVE',
      new: { userId: membership.userId, role: membership.role },
      partyIds: [membership.resellerId],
    });
    return id;
  }

  /**
   * Makes who applied the administrator of the new reseller, within the unit of work of the staff who decide. A revoked
   * membership is made active again. Gives the membership; null when the account is closed or is staff's, who work for
   * no reseller.
   */
  async makeFirstAdmin(
    ctx: RequestContext,
    tx: Tx,
    { userId, resellerId }: { userId: string; resellerId: string },
  ): Promise<string | null> {
    const id = await this.accounts.makeFirstAdmin(tx, { id: newId(), userId, resellerId });
    if (id === null) return null;
    await recordChange(ctx, tx, {
      entity: 'MEMBERSHIP',
      entityId: id,
      operation: 'MAKE_FIRST_ADMIN',
      to: 'ACTIVE',
      new: { userId, role: 'RESELLER_ADMIN' },
      partyIds: [resellerId],
      emit: 'membership.granted',
      payload: { resellerId, userId, role: 'RESELLER_ADMIN' },
    });
    return id;
  }

  /** No region: all of them. */
  async grantStaffRole(
    ctx: RequestContext,
    tx: Tx,
    grant: { userId: string; role: StaffRole; regionIds?: readonly string[] },
  ): Promise<void> {
    const { userId, role, regionIds = [] } = grant;
    const granted = await this.people.grantStaffRole(tx, userId, role);
    if (regionIds.length > 0) await this.people.addStaffRegions(tx, userId, regionIds);
    if (!granted) return;
    await recordChange(ctx, tx, {
      entity: 'USER',
      entityId: userId,
      operation: 'GRANT_STAFF_ROLE',
      new: { role, regionIds: [...regionIds] },
    });
  }

  async putLimit(ctx: RequestContext, tx: Tx, limit: BuyerLimits): Promise<void> {
    const { membershipId, currencyCode, perOrder, perMonth } = limit;
    const resellerId = await this.people.putLimit(tx, {
      membershipId,
      currencyCode,
      perOrderMinor: perOrder?.minor ?? null,
      perMonthMinor: perMonth?.minor ?? null,
    });
    await recordChange(ctx, tx, {
      entity: 'MEMBERSHIP',
      entityId: membershipId,
      operation: 'PUT_LIMIT',
      new: {
        currencyCode,
        perOrder: perOrder?.amount ?? null,
        perMonth: perMonth?.amount ?? null,
      },
      partyIds: [resellerId],
    });
  }

  /** The people behind ids, as far as the caller may see them: for fields such as "submitted by". */
  async usersByIds(ctx: RequestContext, ids: readonly string[]): Promise<Map<string, UserRow>> {
    const rows = await this.work.readOne(ctx, (one) => this.people.findUsers(one, ids));
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Makes an administrator of the product; undefined when there is one and another was not asked for. */
  async createAdministrator(
    user: Required<NewUser>,
    another: boolean,
  ): Promise<UserRow | undefined> {
    const reason = 'create-admin';
    const ctx = systemContext(reason);
    return this.work.runSystem(reason, async (tx) => {
      // Two runs at once must not both find that there is none.
      await this.people.lockAdministrators(tx);
      if (!another && (await this.people.administrators(tx)).length > 0) return undefined;
      const created = await this.createUser(ctx, tx, user);
      await this.grantStaffRole(ctx, tx, { userId: created.id, role: 'ADMIN' });
      return created;
    });
  }
}

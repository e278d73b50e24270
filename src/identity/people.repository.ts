import { Injectable } from '@nestjs/common';
import type { ResellerRole, StaffRole } from '../platform/access/index.js';
import type { Statements, Tx } from '../platform/database/index.js';

export interface UserRow {
  id: string;
  email: string;
  name: string;
}

export interface MembershipRow {
  id: string;
  resellerId: string;
  resellerName: string;
  role: ResellerRole;
  resellerState: string;
}

export interface LimitRow {
  currencyCode: string;
  perOrderMinor: string | null;
  perMonthMinor: string | null;
  spentMinor: string;
  month: string;
}

@Injectable()
export class PeopleRepository {
  /** Whoever makes a user for somebody vouches for the address. */
  async insertUser(tx: Tx, user: UserRow & { passwordHash: string | null }): Promise<void> {
    await tx.query(
      `INSERT INTO identity.user_account (id, email, name, password_hash, email_verified_at)
       VALUES ($1, $2, $3, $4, now())`,
      [user.id, user.email, user.name, user.passwordHash],
    );
  }

  async findUsers(tx: Statements, ids: readonly string[]): Promise<UserRow[]> {
    return tx.query<UserRow>(
      'SELECT id, email, name FROM identity.user_account WHERE id = ANY ($1::uuid[])',
      [ids],
    );
  }

  async insertMembership(
    tx: Tx,
    membership: { id: string; userId: string; resellerId: string; role: ResellerRole },
  ): Promise<void> {
    await tx.query(
      'INSERT INTO identity.membership (id, user_id, reseller_id, role) VALUES ($1, $2, $3, $4)',
      [membership.id, membership.userId, membership.resellerId, membership.role],
    );
  }

  async grantStaffRole(tx: Tx, userId: string, role: StaffRole): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO identity.staff_role (user_id, role) VALUES ($1, $2)
       ON CONFLICT DO NOTHING RETURNING role`,
      [userId, role],
    );
    return rows.length === 1;
  }

  async addStaffRegions(tx: Tx, userId: string, regionIds: readonly string[]): Promise<void> {
    await tx.query(
      `INSERT INTO identity.staff_scope (user_id, region_id)
       SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
      [userId, regionIds],
    );
  }

  async putLimit(
    tx: Tx,
    limit: {
      membershipId: string;
      currencyCode: string;
      perOrderMinor: bigint | null;
      perMonthMinor: bigint | null;
    },
  ): Promise<string> {
    const [row] = await tx.query<{ resellerId: string }>(
      `INSERT INTO identity.buyer_limit (membership_id, reseller_id, currency_code, per_order_minor, per_month_minor)
       SELECT m.id, m.reseller_id, $2, $3, $4 FROM identity.membership m WHERE m.id = $1
       ON CONFLICT (membership_id, currency_code) DO UPDATE
       SET per_order_minor = excluded.per_order_minor, per_month_minor = excluded.per_month_minor
       RETURNING reseller_id AS "resellerId"`,
      [
        limit.membershipId,
        limit.currencyCode,
        limit.perOrderMinor?.toString() ?? null,
        limit.perMonthMinor?.toString() ?? null,
      ],
    );
    if (row === undefined) throw new Error(`There is no membership ${limit.membershipId}`);
    return row.resellerId;
  }

  async membershipsOf(tx: Statements, userId: string): Promise<MembershipRow[]> {
    return tx.query<MembershipRow>(
      `SELECT membership_id AS id, reseller_id AS "resellerId", reseller_name AS "resellerName", role,
         reseller_state AS "resellerState"
       FROM identity.memberships_of($1)`,
      [userId],
    );
  }

  async limitsOf(tx: Statements, membershipId: string): Promise<LimitRow[]> {
    return tx.query<LimitRow>(
      `SELECT currency_code AS "currencyCode", per_order_minor::text AS "perOrderMinor",
         per_month_minor::text AS "perMonthMinor", spent_minor::text AS "spentMinor", month::text AS month
       FROM identity.limit_v WHERE membership_id = $1 ORDER BY currency_code`,
      [membershipId],
    );
  }

  /** Held to the end of the transaction. */
  async lockAdministrators(tx: Tx): Promise<void> {
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('identity.administrators', 0))");
  }

  async administrators(tx: Tx): Promise<UserRow[]> {
    return tx.query<UserRow>(
      `SELECT u.id, u.email, u.name FROM identity.user_account u
       JOIN identity.staff_role r ON r.user_id = u.id
       WHERE r.role = 'ADMIN' AND u.state = 'ACTIVE' ORDER BY u.created_at`,
    );
  }
}

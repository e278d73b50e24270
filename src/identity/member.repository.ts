import { Injectable } from '@nestjs/common';
import type { ResellerRole } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import type { ReadLimit } from './buyer-limit.rules.js';
import type { MemberState } from './member.rules.js';
import type { LimitRow } from './people.repository.js';

export interface MemberRow {
  id: string;
  userId: string;
  name: string;
  email: string;
  role: ResellerRole;
  state: MemberState;
  createdAt: Date;
  version: number;
  limits: LimitRow[];
}

export interface LockedMember {
  id: string;
  role: ResellerRole;
  state: MemberState;
  version: number;
}

const COLUMNS = `m.id, m.user_id AS "userId", u.name, u.email, m.role, m.state, m.created_at AS "createdAt", m.version,
  coalesce((SELECT jsonb_agg(jsonb_build_object('currencyCode', l.currency_code, 'perOrderMinor', l.per_order_minor::text,
      'perMonthMinor', l.per_month_minor::text, 'spentMinor', l.spent_minor::text, 'month', l.month)
      ORDER BY l.currency_code)
    FROM identity.limit_v l WHERE l.membership_id = m.id), '[]') AS limits
  FROM identity.membership m JOIN identity.user_account u ON u.id = m.user_id`;

@Injectable()
export class MemberRepository {
  /** Those who work there come first, each by name. */
  list(tx: Tx, resellerId: string, limit: number): Promise<MemberRow[]> {
    return tx.query<MemberRow>(
      `SELECT ${COLUMNS} WHERE m.reseller_id = $1
       ORDER BY m.state = 'ACTIVE' DESC, lower(u.name), m.id LIMIT $2`,
      [resellerId, limit],
    );
  }

  async find(tx: Tx, resellerId: string, id: string): Promise<MemberRow | undefined> {
    const [row] = await tx.query<MemberRow>(
      `SELECT ${COLUMNS} WHERE m.reseller_id = $1 AND m.id = $2`,
      [resellerId, id],
    );
    return row;
  }

  /** The ids of the reseller's administrators, who stay what they are until the transaction ends. */
  async lockAdministrators(tx: Tx, resellerId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM identity.membership
       WHERE reseller_id = $1 AND role = 'RESELLER_ADMIN' AND state = 'ACTIVE' ORDER BY id FOR NO KEY UPDATE`,
      [resellerId],
    );
    return rows.map(({ id }) => id);
  }

  async lock(tx: Tx, resellerId: string, id: string): Promise<LockedMember | undefined> {
    const [row] = await tx.query<LockedMember>(
      `SELECT id, role, state, version FROM identity.membership
       WHERE reseller_id = $1 AND id = $2 FOR NO KEY UPDATE`,
      [resellerId, id],
    );
    return row;
  }

  /** Gives its next version; undefined when it has another by now. */
  async write(tx: Tx, { id, role, state, version }: LockedMember): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE identity.membership SET role = $3, state = $4, version = version + 1
       WHERE id = $1 AND version = $2 RETURNING version`,
      [id, version, role, state],
    );
    return row?.version;
  }

  /** All limits of a member: those that are not named go. */
  async putLimits(tx: Tx, membershipId: string, limits: readonly ReadLimit[]): Promise<void> {
    const rows = limits.map(({ currencyCode, perOrder, perMonth }) => ({
      currency_code: currencyCode,
      per_order_minor: perOrder?.minor.toString() ?? null,
      per_month_minor: perMonth?.minor.toString() ?? null,
    }));
    await tx.query(
      `DELETE FROM identity.buyer_limit WHERE membership_id = $1 AND currency_code <> ALL ($2)`,
      [membershipId, limits.map(({ currencyCode }) => currencyCode)],
    );
    await tx.query(
      `INSERT INTO identity.buyer_limit (membership_id, reseller_id, currency_code, per_order_minor, per_month_minor)
       SELECT m.id, m.reseller_id, l.currency_code, l.per_order_minor, l.per_month_minor
       FROM identity.membership m
       CROSS JOIN jsonb_to_recordset($2::jsonb) AS l (currency_code text, per_order_minor bigint, per_month_minor bigint)
       WHERE m.id = $1
       ON CONFLICT (membership_id, currency_code) DO UPDATE
       SET per_order_minor = excluded.per_order_minor, per_month_minor = excluded.per_month_minor`,
      [membershipId, JSON.stringify(rows)],
    );
  }

  /** Ends the member's API keys and gives their ids. */
  async revokeKeys(tx: Tx, membershipId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE identity.api_key SET revoked_at = now()
       WHERE membership_id = $1 AND revoked_at IS NULL RETURNING id`,
      [membershipId],
    );
    return rows.map(({ id }) => id);
  }

  async endSessions(tx: Tx, membershipId: string): Promise<void> {
    await tx.query('SELECT identity.end_member_sessions($1)', [membershipId]);
  }
}

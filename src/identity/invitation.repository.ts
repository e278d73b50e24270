import { Injectable } from '@nestjs/common';
import type { ResellerRole } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import type { ReadLimit } from './buyer-limit.rules.js';
import type { InvitationState } from './invitation.machine.js';

export interface InvitationRow {
  id: string;
  resellerId: string;
  email: string;
  role: ResellerRole;
  state: InvitationState;
  invitedById: string;
  invitedByName: string;
  invitedByEmail: string;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  limits: { currencyCode: string; perOrderMinor: string | null; perMonthMinor: string | null }[];
}

export interface NewInvitation {
  id: string;
  resellerId: string;
  email: string;
  role: ResellerRole;
  limits: readonly ReadLimit[];
  invitedById: string;
  days: number;
}

/** To whom a token was sent, and whose account that is. */
export interface InvitedRow {
  invitationId: string;
  email: string;
  userId: string | null;
}

export interface AcceptedRow {
  outcome: 'CREATED' | 'JOINED' | 'MEMBER' | 'STAFF' | 'REFUSED';
  userId: string | null;
  membershipId: string | null;
  resellerId: string | null;
  resellerName: string | null;
  role: ResellerRole | null;
  email: string | null;
  invitationId: string | null;
  membershipVersion: number | null;
  freedUserId: string | null;
}

export interface AcceptWish {
  tokenHash: Buffer;
  /** Null: a new account, of the id, name, language and password beside it. */
  userId: string | null;
  newUserId: string;
  name: string | null;
  locale: string | null;
  passwordHash: string | null;
  membershipId: string;
}

/** By the clock: what has run out is EXPIRED before anybody writes that down. */
const STATE = `CASE WHEN i.state = 'PENDING' AND i.expires_at <= now() THEN 'EXPIRED' ELSE i.state END`;

const SELECT = `SELECT i.id, i.reseller_id AS "resellerId", i.email, i.role, ${STATE} AS state,
    i.invited_by AS "invitedById", u.name AS "invitedByName", u.email AS "invitedByEmail",
    i.created_at AS "createdAt", i.expires_at AS "expiresAt",
    CASE WHEN i.state = 'PENDING' AND i.expires_at <= now() THEN i.expires_at ELSE i.ended_at END AS "endedAt",
    coalesce((SELECT jsonb_agg(jsonb_build_object('currencyCode', l.currency_code,
        'perOrderMinor', l.per_order_minor::text, 'perMonthMinor', l.per_month_minor::text) ORDER BY l.currency_code)
      FROM identity.invitation_limit l WHERE l.invitation_id = i.id), '[]') AS limits
  FROM identity.invitation i JOIN identity.user_account u ON u.id = i.invited_by`;

@Injectable()
export class InvitationRepository {
  async list(tx: Tx, resellerId: string, limit: number): Promise<InvitationRow[]> {
    return tx.query<InvitationRow>(
      `${SELECT} WHERE i.reseller_id = $1 ORDER BY ${STATE} = 'PENDING' DESC, i.created_at DESC, i.id DESC LIMIT $2`,
      [resellerId, limit],
    );
  }

  async find(tx: Tx, resellerId: string, id: string): Promise<InvitationRow | undefined> {
    const [row] = await tx.query<InvitationRow>(
      `${SELECT} WHERE i.reseller_id = $1 AND i.id = $2`,
      [resellerId, id],
    );
    return row;
  }

  /** Whether somebody with the address works for the reseller now; of other people it tells nothing. */
  async worksFor(tx: Tx, resellerId: string, email: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM identity.membership m JOIN identity.user_account u ON u.id = m.user_id
       WHERE m.reseller_id = $1 AND m.state = 'ACTIVE' AND u.email_key = lower(btrim($2))`,
      [resellerId, email],
    );
    return rows.length > 0;
  }

  async countPending(tx: Tx, resellerId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM identity.invitation
       WHERE reseller_id = $1 AND state = 'PENDING' AND expires_at > now()`,
      [resellerId],
    );
    return row?.count ?? 0;
  }

  /** When it ends, by the database's clock. */
  async insert(tx: Tx, { limits, ...invitation }: NewInvitation): Promise<Date> {
    const [row] = await tx.query<{ expiresAt: Date }>(
      `INSERT INTO identity.invitation (id, reseller_id, email, role, invited_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + make_interval(days => $6)) RETURNING expires_at AS "expiresAt"`,
      [
        invitation.id,
        invitation.resellerId,
        invitation.email,
        invitation.role,
        invitation.invitedById,
        invitation.days,
      ],
    );
    if (row === undefined) throw new Error('The invitation that was just made is not there');
    const rows = limits.map(({ currencyCode, perOrder, perMonth }) => ({
      currency_code: currencyCode,
      per_order_minor: perOrder?.minor.toString() ?? null,
      per_month_minor: perMonth?.minor.toString() ?? null,
    }));
    await tx.query(
      `INSERT INTO identity.invitation_limit
         (invitation_id, reseller_id, currency_code, per_order_minor, per_month_minor)
       SELECT $1, $2, l.currency_code, l.per_order_minor, l.per_month_minor
       FROM jsonb_to_recordset($3::jsonb) AS l (currency_code text, per_order_minor bigint, per_month_minor bigint)`,
      [invitation.id, invitation.resellerId, JSON.stringify(rows)],
    );
    return row.expiresAt;
  }

  async addToken(tx: Tx, tokenHash: Buffer, invitationId: string): Promise<void> {
    await tx.query('SELECT identity.add_invitation_token($1, $2)', [tokenHash, invitationId]);
  }

  /** False when it is not pending any more, by the database's clock. */
  async withdraw(tx: Tx, resellerId: string, id: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE identity.invitation SET state = 'WITHDRAWN', ended_at = now()
       WHERE reseller_id = $1 AND id = $2 AND state = 'PENDING' AND expires_at > now() RETURNING id`,
      [resellerId, id],
    );
    return rows.length === 1;
  }

  /** Writes down that invitations have run out: of one address that is invited anew, or a batch of all. */
  async expire(
    tx: Tx,
    which: { resellerId: string; email: string } | { batch: number },
  ): Promise<{ id: string; resellerId: string }[]> {
    const address = 'email' in which ? which : null;
    return tx.query<{ id: string; resellerId: string }>(
      `UPDATE identity.invitation SET state = 'EXPIRED', ended_at = expires_at
       WHERE id IN (
         SELECT i.id FROM identity.invitation i
         WHERE i.state = 'PENDING' AND i.expires_at <= now()
           AND ($1::uuid IS NULL OR i.reseller_id = $1 AND i.email_key = lower(btrim($2)))
         ORDER BY i.expires_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       RETURNING id, reseller_id AS "resellerId"`,
      [address?.resellerId ?? null, address?.email ?? null, 'batch' in which ? which.batch : 1],
    );
  }

  async invitedBy(tx: Tx, tokenHash: Buffer): Promise<InvitedRow | undefined> {
    const [row] = await tx.query<InvitedRow>(
      `SELECT invitation_id AS "invitationId", email, user_id AS "userId"
       FROM identity.invitation_by_token($1)`,
      [tokenHash],
    );
    return row;
  }

  async accept(tx: Tx, wish: AcceptWish): Promise<AcceptedRow> {
    const [row] = await tx.query<AcceptedRow>(
      `SELECT outcome, user_id AS "userId", membership_id AS "membershipId", reseller_id AS "resellerId",
         reseller_name AS "resellerName", role, email, invitation_id AS "invitationId",
         membership_version AS "membershipVersion", freed_user_id AS "freedUserId"
       FROM identity.accept_invitation($1, $2, $3, $4, $5, $6, $7)`,
      [
        wish.tokenHash,
        wish.userId,
        wish.newUserId,
        wish.name,
        wish.locale,
        wish.passwordHash,
        wish.membershipId,
      ],
    );
    if (row === undefined) throw new Error('identity.accept_invitation gave no row');
    return row;
  }
}

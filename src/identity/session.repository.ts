import { Injectable } from '@nestjs/common';
import type { ResellerRole, StaffRole, UserCaller } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';

export interface SignInRow {
  userId: string;
  passwordHash: string | null;
  active: boolean;
  resellerId: string | null;
}

export interface OpenSession {
  sessionId: string;
  userId: string;
  resellerId: string | null;
  refreshHash: Buffer;
  refreshDays: number;
  /**
   * What shows that the caller may have a session: the hash that the password fitted, a session that is open, or whom
   * Microsoft has named.
   */
  proof:
    | { passwordHash: string }
    | { sessionId: string }
    | { microsoft: { tenantId: string; objectId: string } };
  ip: string | null;
  userAgent: string | null;
}

export interface RotatedRow {
  outcome: 'ROTATED' | 'REUSED' | 'REFUSED';
  sessionId: string | null;
  userId: string | null;
  resellerId: string | null;
  expiresAt: Date | null;
}

/** Somebody with a session of ours. */
export type SessionCaller = UserCaller & { sessionId: string };

interface UserCallerRow {
  user_id: string;
  email: string;
  name: string;
  staff_roles: StaffRole[];
  region_ids: string[];
  membership_id: string | null;
  reseller_id: string | null;
  role: ResellerRole | null;
  reseller_state: string | null;
  reseller_type: string | null;
  reseller_tier: string | null;
}

/** Sessions are reached through functions alone: the server's login cannot read the tables. */
@Injectable()
export class SessionRepository {
  async lookUpSignIn(tx: Tx, email: string): Promise<SignInRow | undefined> {
    const [row] = await tx.query<SignInRow>(
      `SELECT user_id AS "userId", password_hash AS "passwordHash", active, reseller_id AS "resellerId"
       FROM identity.sign_in_lookup($1)`,
      [email],
    );
    return row;
  }

  /** When the first refresh token expires; null: user, membership or proof has ended. */
  async open(tx: Tx, session: OpenSession): Promise<Date | null> {
    const { proof } = session;
    if ('microsoft' in proof) return this.openWithMicrosoft(tx, session, proof.microsoft);
    const [row] = await tx.query<{ expiresAt: Date | null }>(
      `SELECT identity.open_session($1, $2, $3, $4, $5, $6, $7, $8, $9) AS "expiresAt"`,
      [
        session.sessionId,
        session.userId,
        session.resellerId,
        session.refreshHash,
        session.refreshDays,
        'passwordHash' in proof ? proof.passwordHash : null,
        'sessionId' in proof ? proof.sessionId : null,
        session.ip,
        session.userAgent,
      ],
    );
    return row?.expiresAt ?? null;
  }

  private async openWithMicrosoft(
    tx: Tx,
    session: OpenSession,
    { tenantId, objectId }: { tenantId: string; objectId: string },
  ): Promise<Date | null> {
    const [row] = await tx.query<{ expiresAt: Date | null }>(
      `SELECT identity.open_microsoft_session($1, $2, $3, $4, $5, $6, $7, $8, $9) AS "expiresAt"`,
      [
        session.sessionId,
        session.userId,
        session.resellerId,
        session.refreshHash,
        session.refreshDays,
        tenantId,
        objectId,
        session.ip,
        session.userAgent,
      ],
    );
    return row?.expiresAt ?? null;
  }

  async rotate(
    tx: Tx,
    token: { hash: Buffer; newHash: Buffer; days: number },
  ): Promise<RotatedRow> {
    const [row] = await tx.query<RotatedRow>(
      `SELECT outcome, session_id AS "sessionId", user_id AS "userId", reseller_id AS "resellerId",
         expires_at AS "expiresAt"
       FROM identity.rotate_refresh($1, $2, $3)`,
      [token.hash, token.newHash, token.days],
    );
    if (row === undefined) throw new Error('identity.rotate_refresh gave no row');
    return row;
  }

  async revoke(tx: Tx, sessionId: string): Promise<boolean> {
    const [row] = await tx.query<{ revoked: boolean }>(
      'SELECT identity.revoke_session($1) AS revoked',
      [sessionId],
    );
    return row?.revoked ?? false;
  }

  /** Who a session speaks for now; undefined when session, user or membership has ended. */
  async callerOf(tx: Pick<Tx, 'named'>, sessionId: string): Promise<SessionCaller | undefined> {
    const [row] = await tx.named<UserCallerRow>(
      'identity-caller-by-session',
      `SELECT user_id, email, name, staff_roles, region_ids, membership_id, reseller_id, role,
         reseller_state, reseller_type, reseller_tier
       FROM identity.caller_by_session($1)`,
      [sessionId],
    );
    return row === undefined ? undefined : { ...toUser(row), sessionId };
  }

  /** The same for many sessions in one statement, by session. */
  async callersOf(
    tx: Pick<Tx, 'named'>,
    sessionIds: readonly string[],
  ): Promise<Map<string, SessionCaller>> {
    const rows = await tx.named<UserCallerRow & { session_id: string }>(
      'identity-callers-by-sessions',
      `SELECT s.session_id, c.user_id, c.email, c.name, c.staff_roles, c.region_ids, c.membership_id, c.reseller_id,
         c.role, c.reseller_state, c.reseller_type, c.reseller_tier
       FROM unnest($1::uuid[]) AS s (session_id) CROSS JOIN LATERAL identity.caller_by_session(s.session_id) c`,
      [sessionIds],
    );
    return new Map(
      rows.map(({ session_id: sessionId, ...row }) => [sessionId, { ...toUser(row), sessionId }]),
    );
  }

  /** For whom a bearer token of Microsoft's speaks now; undefined when nobody has that account, or it is closed. */
  async callerByMicrosoft(
    tx: Pick<Tx, 'named'>,
    { tenantId, objectId }: { tenantId: string; objectId: string },
  ): Promise<UserCaller | undefined> {
    const [row] = await tx.named<UserCallerRow>(
      'identity-caller-by-microsoft',
      `SELECT user_id, email, name, staff_roles, region_ids, membership_id, reseller_id, role,
         reseller_state, reseller_type, reseller_tier
       FROM identity.caller_by_microsoft($1, $2)`,
      [tenantId, objectId],
    );
    return row && toUser(row);
  }

  async passwordHashOf(tx: Tx, userId: string): Promise<string | null> {
    const [row] = await tx.query<{ hash: string | null }>(
      'SELECT identity.password_of($1) AS hash',
      [userId],
    );
    return row?.hash ?? null;
  }

  /** How many other sessions ended; null when the hash had become another meanwhile. */
  async changePassword(
    tx: Tx,
    change: { userId: string; oldHash: string; newHash: string; keepSessionId: string | null },
  ): Promise<number | null> {
    const [row] = await tx.query<{ ended: number | null }>(
      'SELECT identity.change_password($1, $2, $3, $4) AS ended',
      [change.userId, change.oldHash, change.newHash, change.keepSessionId],
    );
    return row?.ended ?? null;
  }
}

function toUser(row: UserCallerRow): UserCaller {
  return {
    kind: 'USER',
    userId: row.user_id,
    sessionId: null,
    email: row.email,
    name: row.name,
    staffRoles: row.staff_roles,
    regionIds: row.region_ids,
    membership:
      row.membership_id === null || row.reseller_id === null || row.role === null
        ? null
        : {
            membershipId: row.membership_id,
            resellerId: row.reseller_id,
            role: row.role,
            resellerState: row.reseller_state ?? '',
            resellerType: row.reseller_type ?? '',
            resellerTier: row.reseller_tier ?? '',
          },
  };
}

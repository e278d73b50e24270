import { Injectable } from '@nestjs/common';
import type { ApiKeyCaller, ApiKeyScope, ResellerRole } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';

export interface ApiKeyRow {
  id: string;
  publicId: string;
  resellerId: string;
  name: string;
  scopes: ApiKeyScope[];
  createdById: string;
  createdByName: string;
  createdByEmail: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  expired: boolean;
}

export interface NewApiKey {
  id: string;
  publicId: string;
  hash: Buffer;
  resellerId: string;
  membershipId: string;
  createdById: string;
  name: string;
  scopes: ApiKeyScope[];
  expiresAt: Date;
}

interface KeyCallerRow {
  key_id: string;
  hash: Buffer;
  scopes: ApiKeyScope[];
  touch: boolean;
  user_id: string;
  membership_id: string;
  reseller_id: string;
  role: ResellerRole;
  reseller_state: string;
  reseller_type: string;
  reseller_tier: string;
}

export interface KeyCaller {
  caller: ApiKeyCaller;
  hash: Buffer;
  /** The time of last use is older than a minute and should be written. */
  touch: boolean;
}

const COLUMNS = `k.id, k.public_id AS "publicId", k.reseller_id AS "resellerId", k.name, k.scopes,
  k.created_by AS "createdById", u.name AS "createdByName", u.email AS "createdByEmail",
  k.created_at AS "createdAt", k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
  k.last_used_at AS "lastUsedAt", k.expires_at <= now() AS expired`;

@Injectable()
export class ApiKeyRepository {
  /** Who a key speaks for now; the caller compares the hash before believing it. */
  async callerOf(tx: Pick<Tx, 'named'>, publicId: string): Promise<KeyCaller | undefined> {
    const [row] = await tx.named<KeyCallerRow>(
      'identity-caller-by-key',
      `SELECT key_id, hash, scopes, touch, user_id, membership_id, reseller_id, role, reseller_state,
         reseller_type, reseller_tier
       FROM identity.caller_by_key($1)`,
      [publicId],
    );
    if (row === undefined) return undefined;
    return {
      hash: row.hash,
      touch: row.touch,
      caller: {
        kind: 'API_KEY',
        keyId: row.key_id,
        userId: row.user_id,
        scopes: row.scopes,
        membership: {
          membershipId: row.membership_id,
          resellerId: row.reseller_id,
          role: row.role,
          resellerState: row.reseller_state,
          resellerType: row.reseller_type,
          resellerTier: row.reseller_tier,
        },
      },
    };
  }

  async touch(tx: Pick<Tx, 'named'>, keyId: string): Promise<void> {
    await tx.named('identity-touch-key', 'SELECT identity.touch_key($1)', [keyId]);
  }

  async insert(tx: Tx, key: NewApiKey): Promise<void> {
    await tx.query(
      `INSERT INTO identity.api_key
         (id, public_id, hash, reseller_id, membership_id, created_by, name, scopes, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        key.id,
        key.publicId,
        key.hash,
        key.resellerId,
        key.membershipId,
        key.createdById,
        key.name,
        key.scopes,
        key.expiresAt,
      ],
    );
  }

  async countLive(tx: Tx, resellerId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM identity.api_key
       WHERE reseller_id = $1 AND revoked_at IS NULL AND expires_at > now()`,
      [resellerId],
    );
    return row?.count ?? 0;
  }

  async find(tx: Tx, resellerId: string, id: string): Promise<ApiKeyRow | undefined> {
    const [row] = await tx.query<ApiKeyRow>(
      `SELECT ${COLUMNS} FROM identity.api_key k JOIN identity.user_account u ON u.id = k.created_by
       WHERE k.reseller_id = $1 AND k.id = $2`,
      [resellerId, id],
    );
    return row;
  }

  async list(tx: Tx, resellerId: string, limit: number): Promise<ApiKeyRow[]> {
    return tx.query<ApiKeyRow>(
      `SELECT ${COLUMNS} FROM identity.api_key k JOIN identity.user_account u ON u.id = k.created_by
       WHERE k.reseller_id = $1
       ORDER BY k.revoked_at IS NULL AND k.expires_at > now() DESC, k.created_at DESC, k.id DESC
       LIMIT $2`,
      [resellerId, limit],
    );
  }

  /** False when it was revoked already, or is not the reseller's. */
  async revoke(tx: Tx, resellerId: string, id: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE identity.api_key SET revoked_at = now()
       WHERE reseller_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING id`,
      [resellerId, id],
    );
    return rows.length === 1;
  }
}

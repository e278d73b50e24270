import { Injectable } from '@nestjs/common';
import type { Statements, Tx } from '../platform/database/index.js';
import type { MicrosoftPerson } from './microsoft.rules.js';

/** Whose account it is. */
export interface MicrosoftSignInRow {
  userId: string;
  email: string;
  active: boolean;
  resellerId: string | null;
  created: boolean;
}

export interface MicrosoftAccountRow {
  tenantId: string;
  objectId: string;
  email: string | null;
  linkedAt: Date;
  lastSignInAt: Date | null;
}

export interface LinkRow {
  outcome: 'LINKED' | 'SAME' | 'HAS_ANOTHER' | 'TAKEN' | 'REFUSED';
  /** The account that it opened until now, where that held nothing. */
  closedUserId: string | null;
  closedVersion: number | null;
}

export interface UnlinkRow {
  outcome: 'UNLINKED' | 'NONE' | 'ONLY_WAY';
  tenantId: string | null;
  objectId: string | null;
  sessionsEnded: number;
}

/** Microsoft accounts are reached through functions alone: the server's login cannot read the tables. */
@Injectable()
export class MicrosoftRepository {
  async keepProof(
    tx: Tx,
    proof: { hash: Buffer; challenge: Buffer; person: MicrosoftPerson; seconds: number },
  ): Promise<void> {
    const { hash, challenge, person, seconds } = proof;
    await tx.query('SELECT identity.keep_microsoft_proof($1, $2, $3, $4, $5, $6, $7)', [
      hash,
      challenge,
      person.tenantId,
      person.objectId,
      person.email,
      person.name,
      seconds,
    ]);
  }

  /** Whom Microsoft named; undefined when the code is unknown, used, expired or another page's. */
  async useProof(tx: Tx, hash: Buffer, challenge: Buffer): Promise<MicrosoftPerson | undefined> {
    const [row] = await tx.query<MicrosoftPerson>(
      `SELECT tenant_id AS "tenantId", object_id AS "objectId", email, name
       FROM identity.use_microsoft_proof($1, $2)`,
      [hash, challenge],
    );
    return row;
  }

  async signIn(tx: Tx, person: MicrosoftPerson, newUserId: string): Promise<MicrosoftSignInRow> {
    const [row] = await tx.query<MicrosoftSignInRow>(
      `SELECT user_id AS "userId", email, active, reseller_id AS "resellerId", created
       FROM identity.sign_in_microsoft($1, $2, $3, $4, $5)`,
      [person.tenantId, person.objectId, newUserId, person.email, person.name],
    );
    if (row === undefined) throw new Error('identity.sign_in_microsoft gave no row');
    return row;
  }

  async accountOf(tx: Statements, userId: string): Promise<MicrosoftAccountRow | undefined> {
    const [row] = await tx.query<MicrosoftAccountRow>(
      `SELECT tenant_id AS "tenantId", object_id AS "objectId", email, linked_at AS "linkedAt",
         last_sign_in_at AS "lastSignInAt"
       FROM identity.microsoft_account_of($1)`,
      [userId],
    );
    return row;
  }

  /** The hash is that of the password with which the person has shown who they are. */
  async link(
    tx: Tx,
    { userId, passwordHash }: { userId: string; passwordHash: string },
    person: MicrosoftPerson,
  ): Promise<LinkRow> {
    const [row] = await tx.query<LinkRow>(
      `SELECT outcome, closed_user_id AS "closedUserId", closed_version AS "closedVersion"
       FROM identity.link_microsoft($1, $2, $3, $4, $5)`,
      [userId, person.tenantId, person.objectId, person.email, passwordHash],
    );
    if (row === undefined) throw new Error('identity.link_microsoft gave no row');
    return row;
  }

  async unlink(tx: Tx, userId: string, keepSessionId: string): Promise<UnlinkRow> {
    const [row] = await tx.query<UnlinkRow>(
      `SELECT outcome, tenant_id AS "tenantId", object_id AS "objectId",
         sessions_ended AS "sessionsEnded"
       FROM identity.unlink_microsoft($1, $2)`,
      [userId, keepSessionId],
    );
    if (row === undefined) throw new Error('identity.unlink_microsoft gave no row');
    return row;
  }
}

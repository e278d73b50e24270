import { Injectable } from '@nestjs/common';
import type { Statements, Tx } from '../platform/database/index.js';

/** How to write to somebody. */
export interface Contact {
  userId: string;
  email: string;
  name: string;
  locale: string;
  emailVerified: boolean;
}

export interface Registration {
  email: string;
  name: string;
  locale: string;
  passwordHash: string;
  tokenHash: Buffer;
  hours: number;
  /** How long the token works when it resets a password instead. */
  resetHours: number;
}

/** Whether the address has an account; of nobody there are no name and no language. */
export interface AddressRow {
  known: boolean;
  name: string | null;
  locale: string | null;
}

export interface UsedEmailToken {
  outcome: 'CREATED' | 'VERIFIED' | 'TAKEN' | 'REFUSED';
  userId: string | null;
  email: string | null;
  name: string | null;
  freedUserId: string | null;
  /** What an account that was there had before, proven or not. */
  oldEmail: string | null;
}

export interface ResetRow {
  userId: string;
  email: string;
  name: string;
  locale: string;
  sessionsEnded: number;
  version: number;
  /** The Microsoft account that was linked until then; null where there was none. */
  tenantId: string | null;
  objectId: string | null;
}

const CONTACT = 'user_id AS "userId", email, name, locale, verified AS "emailVerified"';

/** Accounts as their owners make them: by functions alone, since none of it lies in any caller's scope. */
@Injectable()
export class AccountRepository {
  async contactOf(tx: Statements, userId: string): Promise<Contact | undefined> {
    const [row] = await tx.query<Contact>(`SELECT ${CONTACT} FROM identity.contact_of($1)`, [
      userId,
    ]);
    return row;
  }

  async adminsOf(tx: Tx, resellerId: string): Promise<Contact[]> {
    return tx.query<Contact>(`SELECT ${CONTACT} FROM identity.admins_of($1)`, [resellerId]);
  }

  async worksFor(tx: Tx, userId: string, resellerId: string): Promise<boolean> {
    const [row] = await tx.query<{ works: boolean }>('SELECT identity.works_for($1, $2) AS works', [
      userId,
      resellerId,
    ]);
    return row?.works === true;
  }

  async askAccount(tx: Tx, wish: Registration): Promise<AddressRow> {
    const rows = await tx.query<AddressRow>(
      'SELECT known, name, locale FROM identity.ask_account($1, $2, $3, $4, $5, $6, $7)',
      [
        wish.email,
        wish.name,
        wish.locale,
        wish.passwordHash,
        wish.tokenHash,
        wish.hours,
        wish.resetHours,
      ],
    );
    return only(rows, 'identity.ask_account');
  }

  async askReset(
    tx: Tx,
    wish: { email: string; tokenHash: Buffer; hours: number },
  ): Promise<AddressRow> {
    const rows = await tx.query<AddressRow>(
      'SELECT known, name, locale FROM identity.ask_reset($1, $2, $3)',
      [wish.email, wish.tokenHash, wish.hours],
    );
    return only(rows, 'identity.ask_reset');
  }

  /** Undefined when the person has proven an address. */
  async askEmailProof(
    tx: Tx,
    wish: { userId: string; email: string; tokenHash: Buffer; hours: number; resetHours: number },
  ): Promise<{ known: boolean; locale: string } | undefined> {
    const [row] = await tx.query<{ known: boolean; locale: string }>(
      'SELECT known, locale FROM identity.ask_email_proof($1, $2, $3, $4, $5)',
      [wish.userId, wish.email, wish.tokenHash, wish.hours, wish.resetHours],
    );
    return row;
  }

  async useEmailToken(tx: Tx, tokenHash: Buffer, newUserId: string): Promise<UsedEmailToken> {
    const rows = await tx.query<UsedEmailToken>(
      `SELECT outcome, user_id AS "userId", email, name, freed_user_id AS "freedUserId",
         old_email AS "oldEmail"
       FROM identity.use_email_token($1, $2)`,
      [tokenHash, newUserId],
    );
    return only(rows, 'identity.use_email_token');
  }

  /** Whose password a token may reset; undefined when it cannot be used. */
  async resetSubject(tx: Tx, tokenHash: Buffer): Promise<{ email: string } | undefined> {
    const [row] = await tx.query<{ email: string }>(
      `SELECT email FROM identity.token_subject($1, 'PASSWORD_RESET')`,
      [tokenHash],
    );
    return row;
  }

  async resetPassword(
    tx: Tx,
    tokenHash: Buffer,
    passwordHash: string,
  ): Promise<ResetRow | undefined> {
    const [row] = await tx.query<ResetRow>(
      `SELECT user_id AS "userId", email, name, locale, sessions_ended AS "sessionsEnded", version,
         tenant_id AS "tenantId", object_id AS "objectId"
       FROM identity.reset_password($1, $2)`,
      [tokenHash, passwordHash],
    );
    return row;
  }

  /** What it was before; undefined when nothing changed. */
  async update(
    tx: Tx,
    userId: string,
    change: { name: string | null; locale: string | null },
  ): Promise<{ oldName: string; oldLocale: string; version: number } | undefined> {
    const [row] = await tx.query<{ oldName: string; oldLocale: string; version: number }>(
      `SELECT old_name AS "oldName", old_locale AS "oldLocale", version
       FROM identity.update_account($1, $2, $3)`,
      [userId, change.name, change.locale],
    );
    return row;
  }

  async cleanTokens(tx: Tx, batch: number): Promise<number> {
    const [row] = await tx.query<{ gone: number }>('SELECT identity.clean_tokens($1) AS gone', [
      batch,
    ]);
    return row?.gone ?? 0;
  }

  /** The membership; null when the person cannot have one. */
  async makeFirstAdmin(
    tx: Tx,
    membership: { id: string; userId: string; resellerId: string },
  ): Promise<string | null> {
    const [row] = await tx.query<{ id: string | null }>(
      'SELECT identity.make_first_admin($1, $2, $3) AS id',
      [membership.id, membership.userId, membership.resellerId],
    );
    return row?.id ?? null;
  }
}

function only<Row>(rows: readonly Row[], source: string): Row {
  const [row] = rows;
  if (row === undefined) throw new Error(`${source} gave no row`);
  return row;
}

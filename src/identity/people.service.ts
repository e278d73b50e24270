import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import { AccountRepository, type Contact } from './account.repository.js';

/** How to write to people, for the letters of other modules. It answers in every scope, within the caller's unit of work. */
@Injectable()
export class PeopleService {
  constructor(private readonly accounts: AccountRepository) {}

  /** Undefined when the account is closed. */
  contact(tx: Tx, userId: string): Promise<Contact | undefined> {
    return this.accounts.contactOf(tx, userId);
  }

  /** Also who has worked for it and does no more. */
  worksFor(tx: Tx, userId: string, resellerId: string): Promise<boolean> {
    return this.accounts.worksFor(tx, userId, resellerId);
  }

  /** Whom a letter to a reseller goes to: its administrators. */
  adminsOf(tx: Tx, resellerId: string): Promise<Contact[]> {
    return this.accounts.adminsOf(tx, resellerId);
  }
}

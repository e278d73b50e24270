import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PeopleService } from '../identity/index.js';
import type { Tx } from '../platform/database/index.js';
import { LetterRegistry, queueLetter, type LetterKind } from '../platform/letter/index.js';
import type { LockedReseller } from './reseller-move.repository.js';
import type { ResellerOperation } from './reseller.machine.js';
import {
  DEAUTHORIZED,
  REAUTHORIZATION_DUE,
  REAUTHORIZED,
  RESUMED,
  SUSPENDED,
  TERMINATED,
  type StateNews,
} from './reseller-state.letter.js';

/** A readmission is told by the letter of the decision on its application. */
const LETTERS: Readonly<Partial<Record<ResellerOperation, LetterKind<StateNews>>>> = {
  SUSPEND: SUSPENDED,
  LIFT_SUSPENSION: RESUMED,
  DEMAND_REAUTHORIZATION: REAUTHORIZATION_DUE,
  REAUTHORIZE: REAUTHORIZED,
  DEAUTHORIZE: DEAUTHORIZED,
  TERMINATE: TERMINATED,
};

/** Tells the administrators of a reseller that its state has changed, in the language of each. */
@Injectable()
export class ResellerLetters implements OnModuleInit {
  constructor(
    private readonly registry: LetterRegistry,
    private readonly people: PeopleService,
  ) {}

  onModuleInit(): void {
    for (const kind of Object.values(LETTERS)) this.registry.register(kind);
  }

  async tell(tx: Tx, operation: ResellerOperation, reseller: LockedReseller): Promise<void> {
    const kind = LETTERS[operation];
    if (!kind) return;
    const { id, legalName: company, stateReason: reason, state, today } = reseller;
    const dueOn = state === 'REAUTHORIZATION_DUE' ? reseller.reauthorizationDueOn : null;
    // Who is let order again on the very day on which that ends would be told what is not so.
    if (operation === 'LIFT_SUSPENSION' && dueOn !== null && dueOn <= today) return;
    for (const { email: to, name, locale } of await this.people.adminsOf(tx, id)) {
      await queueLetter(tx, kind, { to, locale, params: { name, company, reason, dueOn } });
    }
  }
}

import { Injectable } from '@nestjs/common';
import { assert, newId, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import { ADDRESSES_MAX } from './address.problems.js';
import { AddressRepository } from './address.repository.js';
import type { AddressContent } from './address.rules.js';
import { noSuchReseller } from './credit.rules.js';
import { accountOpened, addressAdded, authorized, created } from './reseller-records.js';
import { ResellerMoveRepository } from './reseller-move.repository.js';
import { ResellerMover } from './reseller-mover.js';
import {
  ResellerWriteRepository,
  type NewCompany,
  type NewCreditAccount,
} from './reseller-write.repository.js';
import { sightOf } from './reseller.sight.js';

export interface NewReseller extends NewCompany {
  /** The first address to which it has goods shipped. */
  address: AddressContent;
  /** At least one; from today on in the time zone of each. */
  marketCodes: readonly string[];
  /** At most one per currency. */
  creditAccounts: readonly NewCreditAccount[];
}

const MARKETS_PATH = ['input', 'marketCodes'];

/** What an approved application makes, in the transaction of the one who approves it. */
@Injectable()
export class ResellerWriter {
  constructor(
    private readonly parts: ResellerWriteRepository,
    private readonly addresses: AddressRepository,
    private readonly resellers: ResellerMoveRepository,
    private readonly mover: ResellerMover,
  ) {}

  /**
   * Gives the id. Refused with UNKNOWN_MARKET, REQUIRED or INVALID_VALUE at input.marketCodes and input.creditLimits,
   * and with ALREADY_EXISTS when a reseller has the tax id or partner location id.
   */
  async create(ctx: RequestContext, tx: Tx, given: NewReseller): Promise<string> {
    const marketCodes = [...new Set(given.marketCodes)];
    const problems = [
      ...checkAccounts(given.creditAccounts),
      ...(await this.checkMarkets(ctx, tx, marketCodes)),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    const id = await this.parts.add(tx, given);
    const addressId = newId();
    const place = { id: addressId, resellerId: id, max: ADDRESSES_MAX };
    assert(
      await this.addresses.insert(tx, place, given.address),
      'a new reseller has no address yet',
    );
    const granted = await this.parts.authorize(tx, id, marketCodes);
    const accountIds = await this.parts.openAccounts(tx, id, given.creditAccounts);
    await recordChanges(ctx, tx, [
      created(id, given),
      addressAdded(id, addressId, given.address),
      ...granted.map((market) => authorized(id, market)),
      ...given.creditAccounts.map((account, i) => accountOpened(id, accountIds[i] ?? '', account)),
    ]);
    return id;
  }

  /** Makes a DEAUTHORIZED reseller ACTIVE again, and nothing new: what it had it has. ILLEGAL_TRANSITION from other states. */
  async readmit(ctx: RequestContext, tx: Tx, resellerId: string): Promise<void> {
    const reseller = await this.resellers.lock(tx, sightOf(ctx), resellerId);
    if (!reseller) throw new ProblemError(noSuchReseller());
    await this.mover.move(ctx, tx, reseller, { operation: 'READMIT' });
  }

  private async checkMarkets(
    ctx: RequestContext,
    tx: Tx,
    marketCodes: readonly string[],
  ): Promise<Problem[]> {
    if (marketCodes.length === 0) {
      return [{ code: 'REQUIRED', message: 'Name at least one market.', path: MARKETS_PATH }];
    }
    const known = await this.parts.knownMarkets(tx, sightOf(ctx), marketCodes);
    return marketCodes.flatMap((code, i) =>
      known.has(code)
        ? []
        : [
            {
              code: 'UNKNOWN_MARKET',
              message: `There is no market "${code}" in your regions. The query "markets" lists them.`,
              path: [...MARKETS_PATH, String(i)],
            },
          ],
    );
  }
}

function checkAccounts(accounts: readonly NewCreditAccount[]): Problem[] {
  const seen = new Set<string>();
  return accounts.flatMap(({ limit: { currencyCode } }, i) => {
    if (!seen.has(currencyCode)) {
      seen.add(currencyCode);
      return [];
    }
    return [
      {
        code: 'INVALID_VALUE',
        message: `There is a limit in ${currencyCode} above: give one per currency.`,
        path: ['input', 'creditLimits', String(i)],
        facts: { rule: 'UNIQUE' },
      },
    ];
  });
}

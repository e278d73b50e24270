import { Injectable } from '@nestjs/common';
import { ProblemError, type Facts } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { PriceListRepository } from './price-list.repository.js';
import { isListCode, noSuchList, staleList } from './price-list.rules.js';
import type { PriceList } from './price-list.type.js';
import { regionsOf, requireStaff } from './pricing.sight.js';

/** The list that a command is for, as its caller read it. */
export interface ListAddress {
  code: string;
  expectedVersion: number;
}

export interface ListChange {
  operation: 'CREATE' | 'UPDATE' | 'END' | 'DELETE' | 'COPY' | 'SCHEDULE';
  version: number;
  old?: Facts;
  new?: Facts;
  emit: string;
}

/** What the commands on one list share: one unit of work, the list in scope and unchanged, and the record of it. */
@Injectable()
export class PriceListChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lists: PriceListRepository,
  ) {}

  run(
    ctx: RequestContext,
    address: ListAddress,
    work: (tx: Tx, list: PriceList) => Promise<PriceList>,
  ): Promise<Outcome<PriceList>> {
    requireStaff(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const list = await this.require(ctx, tx, address.code);
        if (list.version !== address.expectedVersion)
          throw new ProblemError(staleList(list.version));
        return work(tx, list);
      }),
    );
  }

  async require(
    ctx: RequestContext,
    tx: Tx,
    code: string,
    path = ['input', 'code'],
  ): Promise<PriceList> {
    const list = isListCode(code) ? await this.lists.find(tx, regionsOf(ctx), { code }) : null;
    if (list) return list;
    throw new ProblemError(noSuchList(code, path));
  }

  /** The list as it is now, for whom the conditional write found a newer version. */
  async refuseStale(tx: Tx, { id }: PriceList): Promise<never> {
    const now = await this.lists.find(tx, null, { id });
    throw new ProblemError(now ? staleList(now.version) : noSuchList(''));
  }

  /** The reseller of a list for one reads of its own list. */
  record(ctx: RequestContext, tx: Tx, list: PriceList, change: ListChange): Promise<void> {
    const { code, marketCode, resellerId } = list;
    return recordChange(ctx, tx, {
      entity: 'PRICE_LIST',
      entityId: list.id,
      marketCode,
      partyIds: resellerId === null ? [] : [resellerId],
      payload: { code, marketCode },
      ...change,
    });
  }
}

/** A list as audit records keep it. */
export function factsOf(list: PriceList): Facts {
  const { code, name, marketCode, currencyCode, audience, tier, resellerId, priority } = list;
  return {
    code,
    name,
    marketCode,
    currencyCode,
    audience,
    ...(tier !== null && { tier }),
    ...(resellerId !== null && { resellerId }),
    validFrom: list.validFrom.toISOString(),
    ...(list.validUntil !== null && { validUntil: list.validUntil.toISOString() }),
    priority,
  };
}

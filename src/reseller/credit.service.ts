import { Injectable } from '@nestjs/common';
import { isId, requirePage, toPage } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import { CreditRepository } from './credit.repository.js';
import type { CreditAccountConnection } from './credit.type.js';
import type { PageRequest } from './reseller.service.js';
import { sightOf } from './reseller.sight.js';

const PAGE = { ...PAGE_SIZES, keys: ['id', 'text'] } as const;

@Injectable()
export class CreditService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: CreditRepository,
  ) {}

  /** The accounts of the resellers that the caller reaches; those of a reseller out of reach are simply none. */
  async page(
    ctx: RequestContext,
    resellerId: string | null,
    { args, counted }: PageRequest,
  ): Promise<CreditAccountConnection> {
    const plan = requirePage(args, PAGE);
    // What is no id names no reseller, and the database would refuse to compare it with one.
    if (resellerId !== null && !isId(resellerId)) {
      return { ...toPage([], plan, () => []), totalCount: 0 };
    }
    const sight = sightOf(ctx);
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.accounts.page(tx, sight, resellerId, plan);
      return {
        ...toPage(rows, plan, (account) => [account.resellerId, account.currencyCode]),
        ...(counted && { totalCount: await this.accounts.count(tx, sight, resellerId) }),
      };
    });
  }
}

import { Injectable } from '@nestjs/common';
import {
  checkId,
  checkText,
  isStorableText,
  ProblemError,
  requirePage,
  toPage,
  type CursorKey,
  type PageArgs,
} from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import type { PriceListFilter, PriceListSort } from './price-list.input.js';
import { PriceListRepository } from './price-list.repository.js';
import type { PriceList, PriceListConnection } from './price-list.type.js';
import { regionsOf, requireStaff } from './pricing.sight.js';

const TEXT_MAX = 200;
const CODE_MAX = 40;

const CURSOR_KEYS: Readonly<Record<PriceListSort, CursorKey[]>> = {
  CODE: ['text'],
  NEWEST: ['time', 'text'],
};

@Injectable()
export class PriceListService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lists: PriceListRepository,
  ) {}

  page(
    ctx: RequestContext,
    filter: PriceListFilter,
    { sort, args, counted }: { sort: PriceListSort; args: PageArgs; counted: boolean },
  ): Promise<PriceListConnection> {
    requireStaff(ctx);
    checkFilter(filter);
    const plan = requirePage(args, { ...PAGE_SIZES, keys: CURSOR_KEYS[sort] });
    const selection = { ...filter, regionIds: regionsOf(ctx) };
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.lists.page(tx, selection, sort, plan);
      const totalCount = counted ? await this.lists.count(tx, selection) : 0;
      return { ...toPage(rows, plan, (list) => cursorOf(list, sort)), totalCount };
    });
  }

  async require(
    ctx: RequestContext,
    address: { id: string | null; code: string | null },
  ): Promise<PriceList> {
    requireStaff(ctx);
    const { id, code } = address;
    if ((id === null) === (code === null)) {
      throw new ApiError('BAD_USER_INPUT', 'Give either the id or the code of a price list.');
    }
    const problems = id === null ? [] : checkId(id, ['id']);
    if (problems.length > 0) throw new ProblemError(problems);
    const found =
      code !== null && !isStorableText(code)
        ? null
        : await this.unitOfWork.read(ctx, (tx) => this.lists.find(tx, regionsOf(ctx), address));
    if (found) return found;
    throw new ApiError(
      'NOT_FOUND',
      'There is no such price list. The query "priceLists" lists them.',
    );
  }
}

function checkFilter({ marketCode, resellerId, sku, text }: PriceListFilter): void {
  const problems = [
    ...checkText(marketCode, { path: ['filter', 'marketCode'], max: CODE_MAX }),
    ...(resellerId == null ? [] : checkId(resellerId, ['filter', 'resellerId'])),
    ...checkText(sku, { path: ['filter', 'sku'], max: CODE_MAX }),
    ...checkText(text, { path: ['filter', 'text'], max: TEXT_MAX }),
  ];
  if (problems.length > 0) throw new ProblemError(problems);
}

function cursorOf(list: PriceList, sort: PriceListSort): unknown[] {
  return sort === 'CODE' ? [list.code] : [list.validFrom.toISOString(), list.code];
}

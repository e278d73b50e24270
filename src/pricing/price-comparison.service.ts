import { Injectable } from '@nestjs/common';
import {
  checkId,
  checkText,
  isStorableText,
  ProblemError,
  requirePage,
  toPage,
  type PageArgs,
  type Problem,
} from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import { PriceComparisonRepository } from './price-comparison.repository.js';
import type { PriceComparison, PriceComparisonInput } from './price-comparison.type.js';
import { shown } from './price-list.rules.js';
import { PriceListRepository } from './price-list.repository.js';
import { regionsOf, requireStaff } from './pricing.sight.js';

const NOTHING = { increased: 0, decreased: 0, added: 0, removed: 0 };
const SKU_MAX = 40;

@Injectable()
export class PriceComparisonService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lists: PriceListRepository,
    private readonly comparisons: PriceComparisonRepository,
  ) {}

  /** Counting looks at the whole of it, and so is done only when asked for. */
  compare(
    ctx: RequestContext,
    input: PriceComparisonInput,
    { args, counted }: { args: PageArgs; counted: boolean },
  ): Promise<PriceComparison> {
    requireStaff(ctx);
    const problems = checkInput(input);
    if (problems.length > 0) throw new ProblemError(problems);
    const plan = requirePage(args, { ...PAGE_SIZES, keys: ['text', 'text', 'integer'] });
    const { marketCode, from, to, tier = null, resellerId = null, sku = null } = input;
    const selection = { marketCode, from, to, tier, resellerId, sku };
    return this.unitOfWork.read(ctx, async (tx) => {
      const facts = await this.lists.factsOfNew(tx, regionsOf(ctx), {
        code: '',
        marketCode: isStorableText(marketCode) ? marketCode : '',
        resellerId,
      });
      if (facts.currencyCode === null) throw unknownMarket(marketCode);
      if (resellerId !== null && facts.resellerId === null) {
        throw new ApiError('NOT_FOUND', 'There is no such reseller.');
      }
      const rows = await this.comparisons.page(tx, selection, plan, facts.currencyCode);
      const summary = counted ? await this.comparisons.summary(tx, selection) : NOTHING;
      const { increased, decreased, added, removed } = summary;
      const totalCount = increased + decreased + added + removed;
      const cursorOf = (row: (typeof rows)[number]) => [row.sku, row.key, row.minimumQuantity];
      return { ...toPage(rows, plan, cursorOf), totalCount, summary };
    });
  }
}

function checkInput({ resellerId, tier, sku }: PriceComparisonInput): Problem[] {
  return [
    ...(resellerId == null ? [] : checkId(resellerId, ['input', 'resellerId'])),
    ...(resellerId != null && tier != null ? [bothGiven()] : []),
    ...checkText(sku, { path: ['input', 'sku'], max: SKU_MAX }),
  ];
}

function bothGiven(): Problem {
  return {
    code: 'INVALID_VALUE',
    message: 'Give either a tier or a reseller: a reseller has its own tier.',
    path: ['input', 'tier'],
    facts: { rule: 'AUDIENCE' },
  };
}

function unknownMarket(marketCode: string): ApiError {
  return new ApiError(
    'NOT_FOUND',
    'There is no such market in your regions. The query "markets" lists them with their codes.',
    { facts: { problem: 'UNKNOWN_MARKET', marketCode: shown(marketCode) } },
  );
}

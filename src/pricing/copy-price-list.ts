import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CreatePriceList, type ListDraft } from './create-price-list.js';
import type { PriceListCopyInput } from './price-copy.input.js';
import { PriceCopyRepository } from './price-copy.repository.js';
import { planCopy, type Conversion, type CopyTerms } from './price-copy.rules.js';
import { factsOf, PriceListChanges } from './price-list-changes.js';
import { PriceListRepository, type NewList } from './price-list.repository.js';
import type { PriceList } from './price-list.type.js';
import { requireStaff } from './pricing.sight.js';

export interface CopiedList {
  priceList: PriceList;
  copied: number;
}

/** A copy that can be written. */
export interface PlannedCopy {
  source: PriceList;
  list: NewList;
  terms: CopyTerms;
  conversion: Conversion;
}

@Injectable()
export class CopyPriceList {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: PriceListChanges,
    private readonly creating: CreatePriceList,
    private readonly prices: PriceCopyRepository,
    private readonly lists: PriceListRepository,
  ) {}

  async run(ctx: RequestContext, input: PriceListCopyInput): Promise<Outcome<CopiedList>> {
    requireStaff(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const { sourceCode, marketCode, ...rest } = input;
        const source = await this.changes.require(ctx, tx, sourceCode, ['input', 'sourceCode']);
        const draft = { ...rest, marketCode: marketCode ?? source.marketCode };
        const { plan, problems } = await this.plan(ctx, tx, { source, draft, terms: input });
        if (!plan) throw new ProblemError(problems);
        const copy = await this.write(ctx, tx, plan, 'COPY');
        await this.lists.raiseRevisions(tx, [copy.priceList.marketCode]);
        return copy;
      }),
    );
  }

  /** Everything that is wrong with it at once; nothing is written. */
  async plan(
    ctx: RequestContext,
    tx: Tx,
    { source, draft, terms }: { source: PriceList; draft: ListDraft; terms: CopyTerms },
  ): Promise<{ plan: PlannedCopy | undefined; problems: Problem[] }> {
    const judged = await this.creating.judge(ctx, tx, draft);
    const to = judged.facts.currencyCode;
    const { conversion, problems } = planCopy(terms, source.currencyCode, to);
    const all = [...judged.problems, ...problems];
    if (!judged.list || !conversion || all.length > 0) return { plan: undefined, problems: all };
    return { plan: { source, list: judged.list, terms, conversion }, problems: [] };
  }

  /** The revision of the market is left to whoever writes more. */
  async write(
    ctx: RequestContext,
    tx: Tx,
    { source, list, terms, conversion }: PlannedCopy,
    operation: 'COPY' | 'SCHEDULE',
  ): Promise<CopiedList> {
    const priceList = await this.creating.write(tx, list);
    const copied = await this.prices.copy(tx, source.id, list.id, conversion);
    const { factor, rate, rounding } = terms;
    await this.changes.record(ctx, tx, priceList, {
      operation,
      version: priceList.version,
      new: {
        ...factsOf(priceList),
        sourceCode: source.code,
        factor,
        ...(rate != null && { rate }),
        rounding,
        copied,
      },
      emit: 'price_list.created',
    });
    return { priceList, copied };
  }
}

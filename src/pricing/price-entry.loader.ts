import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import { assert, toPage, type PagePlan } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { PriceListRepository } from './price-list.repository.js';
import type { PriceEntryConnection, PriceList } from './price-list.type.js';

/** Which entries of a list are asked for. */
export interface EntryQuestion {
  plan: PagePlan;
  sku: string | null;
  counted: boolean;
}

type Loader = DataLoader<PriceList, PriceEntryConnection, string>;

/** The prices of lists, one statement per field however many lists a page has. */
@Injectable()
export class PriceEntryLoader {
  private readonly perRequest = new WeakMap<RequestContext, Map<string, Loader>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lists: PriceListRepository,
  ) {}

  load(
    ctx: RequestContext,
    list: PriceList,
    question: EntryQuestion,
  ): Promise<PriceEntryConnection> {
    const loaders = this.perRequest.get(ctx) ?? new Map<string, Loader>();
    this.perRequest.set(ctx, loaders);
    const key = JSON.stringify(question);
    const loader = loaders.get(key) ?? this.make(ctx, question);
    loaders.set(key, loader);
    return loader.load(list);
  }

  private make(ctx: RequestContext, question: EntryQuestion): Loader {
    // One request may change a list several times: each version has its own prices.
    return new DataLoader((lists) => this.pagesOf(ctx, lists, question), {
      cacheKeyFn: ({ id, version }) => `${id} ${version}`,
    });
  }

  private pagesOf(
    ctx: RequestContext,
    lists: readonly PriceList[],
    { plan, sku, counted }: EntryQuestion,
  ): Promise<PriceEntryConnection[]> {
    const currencies = new Map(lists.map(({ id, currencyCode }) => [id, currencyCode]));
    const selection = { priceListIds: [...currencies.keys()], sku };
    const currencyOf = (id: string): string => {
      const code = currencies.get(id);
      assert(code, 'an entry belongs to a list that was asked for');
      return code;
    };
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.lists.entries(tx, selection, plan, currencyOf);
      const counts = counted ? await this.lists.countEntries(tx, selection) : new Map();
      return lists.map(({ id }) => ({
        ...toPage(
          rows.filter(({ priceListId }) => priceListId === id),
          plan,
          (entry) => [entry.sku, entry.minimumQuantity],
        ),
        totalCount: Number(counts.get(id) ?? 0),
      }));
    });
  }
}

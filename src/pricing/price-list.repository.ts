import { Injectable } from '@nestjs/common';
import { Money, type PagePlan } from '../kernel/index.js';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import type { PriceListSort } from './price-list.input.js';
import type { ListChanges, PriceListState } from './price-list.rules.js';
import {
  COUNT_ENTRIES,
  COUNT_LISTS,
  DELETE_LIST,
  ENTRY_PAGES,
  INSERT_LIST,
  LIST_PAGES,
  NEW_LIST_FACTS,
  ONE_LIST,
  RAISE_REVISIONS,
  UPDATE_LIST,
} from './price-list.sql.js';
import type { PriceEntry, PriceList } from './price-list.type.js';

registerConstraint('price_list_code_key', {
  code: 'ALREADY_EXISTS',
  message: 'There is a price list with this code already.',
  path: ['input', 'code'],
});
registerConstraint('price_list_period_check', {
  code: 'INVALID_VALUE',
  message: 'The list must end after its beginning.',
  path: ['input'],
  facts: { rule: 'PERIOD' },
});

export interface ListSelection {
  regionIds: string[] | null;
  marketCode?: string | null;
  audience?: string | null;
  tier?: string | null;
  resellerId?: string | null;
  state?: PriceListState | null;
  sku?: string | null;
  text?: string | null;
}

export interface EntrySelection {
  priceListIds: readonly string[];
  sku: string | null;
}

export interface NewListFacts {
  taken: boolean;
  /** Null: there is no such market within reach. */
  marketCode: string | null;
  currencyCode: string | null;
  minorDigits: number | null;
  resellerId: string | null;
}

export type NewList = Omit<PriceList, 'state' | 'version'>;

export type EntryRow = PriceEntry & { priceListId: string };

@Injectable()
export class PriceListRepository {
  async find(
    tx: Tx,
    regionIds: string[] | null,
    { id = null, code = null }: { id?: string | null; code?: string | null },
  ): Promise<PriceList | null> {
    const [row] = await tx.query<PriceList>(ONE_LIST, [regionIds, id, code]);
    return row ?? null;
  }

  /** One more than the page holds, where there is one. */
  page(
    tx: Tx,
    selection: ListSelection,
    sort: PriceListSort,
    plan: PagePlan,
  ): Promise<PriceList[]> {
    const cursor = plan.cursor ?? (sort === 'CODE' ? [null] : [null, null]);
    return tx.query<PriceList>(LIST_PAGES[sort][plan.direction], [
      ...valuesOf(selection),
      ...cursor,
      plan.fetch,
    ]);
  }

  async count(tx: Tx, selection: ListSelection): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT_LISTS, valuesOf(selection));
    return row?.count ?? 0;
  }

  /** The same page of the prices of each list, by SKU and quantity. */
  async entries(
    tx: Tx,
    { priceListIds, sku }: EntrySelection,
    plan: PagePlan,
    currencyOf: (priceListId: string) => string,
  ): Promise<EntryRow[]> {
    const [afterSku = null, afterQuantity = null] = plan.cursor ?? [];
    const rows = await tx.query<Omit<EntryRow, 'unitPrice'> & { unitPriceMinor: string }>(
      ENTRY_PAGES[plan.direction],
      [priceListIds, sku, afterSku, afterQuantity, plan.fetch],
    );
    return rows.map(({ unitPriceMinor, ...entry }) => ({
      ...entry,
      unitPrice: Money.ofMinor(unitPriceMinor, currencyOf(entry.priceListId)),
    }));
  }

  async countEntries(tx: Tx, { priceListIds, sku }: EntrySelection): Promise<Map<string, number>> {
    const rows = await tx.query<{ priceListId: string; count: number }>(COUNT_ENTRIES, [
      priceListIds,
      sku,
    ]);
    return new Map(rows.map(({ priceListId, count }) => [priceListId, count]));
  }

  async factsOfNew(
    tx: Tx,
    regionIds: string[] | null,
    {
      code,
      marketCode,
      resellerId,
    }: { code: string; marketCode: string; resellerId: string | null },
  ): Promise<NewListFacts> {
    const [row] = await tx.query<NewListFacts>(NEW_LIST_FACTS, [
      regionIds,
      code,
      marketCode,
      resellerId,
    ]);
    if (!row) throw new Error('Facts of a new list are always one row.');
    return row;
  }

  async insert(tx: Tx, list: NewList): Promise<void> {
    await tx.query(INSERT_LIST, [
      list.id,
      list.code,
      list.name,
      list.marketCode,
      list.currencyCode,
      list.audience,
      list.tier,
      list.resellerId,
      list.validFrom,
      list.validUntil,
      list.priority,
    ]);
  }

  /** What is left out stays. Gives the new version; undefined when somebody else was faster. */
  async update(
    tx: Tx,
    { id, version }: Pick<PriceList, 'id' | 'version'>,
    changes: ListChanges,
  ): Promise<number | undefined> {
    const { name, priority, validFrom, validUntil } = changes;
    const [row] = await tx.query<{ version: number }>(UPDATE_LIST, [
      id,
      version,
      name ?? null,
      priority ?? null,
      validFrom ?? null,
      validUntil !== undefined,
      validUntil ?? null,
    ]);
    return row?.version;
  }

  async delete(tx: Tx, { id, version }: Pick<PriceList, 'id' | 'version'>): Promise<boolean> {
    return (await tx.query(DELETE_LIST, [id, version])).length > 0;
  }

  /** The last statement of whatever changes lists or prices. */
  async raiseRevisions(tx: Tx, marketCodes: readonly string[]): Promise<void> {
    await tx.query(RAISE_REVISIONS, [marketCodes]);
  }
}

function valuesOf(selection: ListSelection): unknown[] {
  const { regionIds, marketCode, audience, tier, resellerId, state, sku, text } = selection;
  return [
    regionIds,
    ...[marketCode, audience, tier, resellerId, state, sku, text].map((value) => value ?? null),
  ];
}

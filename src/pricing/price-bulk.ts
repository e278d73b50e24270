import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, Money, type Facts } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import type {
  BulkSource,
  BulkTarget,
  ExportBatch,
  ExportFilter,
  RowOutcome,
} from '../platform/bulk/index.js';
import type { Tx } from '../platform/database/index.js';
import { PriceBulkRepository, type LockedList } from './price-bulk.repository.js';
import { PriceListRepository } from './price-list.repository.js';
import {
  judgePriceRows,
  type PriceChange,
  type PriceRow,
  type PriceVerdict,
} from './price-row.rules.js';
import { regionsOf, requireStaff } from './pricing.sight.js';

/** Rows that were judged while nobody else can change their lists. */
export interface JudgedPrices {
  verdicts: PriceVerdict[];
  lists: LockedList[];
}

/** Prices by the thousand: what the bulk mutation and the import of files share. */
@Injectable()
export class PriceBulk implements BulkTarget<PriceRow>, BulkSource<PriceRow> {
  constructor(
    private readonly prices: PriceBulkRepository,
    private readonly lists: PriceListRepository,
  ) {}

  async judge(ctx: RequestContext, tx: Tx, rows: readonly PriceRow[]): Promise<RowOutcome[]> {
    requireStaff(ctx);
    const facts = await this.prices.facts(tx, regionsOf(ctx), rows);
    return judgePriceRows(rows, facts).map(outcomeOf);
  }

  async write(
    ctx: RequestContext,
    tx: Tx,
    rows: readonly PriceRow[],
    touched?: Set<string>,
  ): Promise<RowOutcome[]> {
    const judged = await this.judgeLocked(ctx, tx, rows);
    const markets = await this.writeJudged(ctx, tx, judged);
    if (touched) for (const market of markets) touched.add(market);
    else if (markets.length > 0) await this.lists.raiseRevisions(tx, markets);
    return judged.verdicts.map(outcomeOf);
  }

  /** Two who write to one list do so one after the other, and each is judged by what the other left. */
  async judgeLocked(ctx: RequestContext, tx: Tx, rows: readonly PriceRow[]): Promise<JudgedPrices> {
    requireStaff(ctx);
    const regionIds = regionsOf(ctx);
    const codes = [...new Set(rows.map(({ priceListCode }) => priceListCode))];
    const lists = await this.prices.lockLists(tx, regionIds, codes);
    const facts = await this.prices.facts(tx, regionIds, rows);
    return { verdicts: judgePriceRows(rows, facts), lists };
  }

  /** Writes what is no error and gives the markets whose revision must be raised at the end of the transaction. */
  async writeJudged(
    ctx: RequestContext,
    tx: Tx,
    { verdicts, lists }: JudgedPrices,
  ): Promise<string[]> {
    const changes = verdicts.flatMap((verdict) => ('change' in verdict ? [verdict.change] : []));
    if (changes.length === 0) return [];
    const versions = await this.prices.write(tx, changes);
    const changed = lists.filter(({ id }) => versions.has(id));
    await recordChanges(
      ctx,
      tx,
      changed.map((list) => ({
        entity: 'PRICE_LIST',
        entityId: list.id,
        operation: 'SET_PRICES',
        version: versions.get(list.id) ?? 0,
        marketCode: list.marketCode,
        partyIds: list.resellerId === null ? [] : [list.resellerId],
        emit: 'price_list.prices_set',
        ...recordOf(
          list,
          changes.filter(({ priceListId }) => priceListId === list.id),
        ),
      })),
    );
    return [...new Set(changed.map(({ marketCode }) => marketCode))];
  }

  async exportBatch(
    ctx: RequestContext,
    tx: Tx,
    filter: ExportFilter,
    ...[after, limit]: [after: string | null, limit: number]
  ): Promise<ExportBatch<PriceRow>> {
    requireStaff(ctx);
    const found = await this.prices.exported(tx, {
      regionIds: regionsOf(ctx),
      marketCode: filter.marketCode ?? null,
      priceListCode: filter.priceListCode ?? null,
      after: after === null ? null : (decodeCursor(after) ?? null),
      limit,
    });
    const last = found.length < limit ? undefined : found.at(-1);
    return {
      rows: found.map(({ unitPriceMinor, currencyCode, ...row }) => ({
        ...row,
        unitPrice: Money.ofMinor(unitPriceMinor, currencyCode).toJSON(),
      })),
      after: last ? encodeCursor([last.priceListCode, last.sku, last.minimumQuantity]) : null,
    };
  }
}

/** For those who write rows of any kind, a price that goes is a change of its list. */
function outcomeOf(verdict: PriceVerdict): RowOutcome {
  if (verdict.kind === 'ERROR') return verdict;
  return { kind: verdict.kind === 'REMOVE' ? 'UPDATE' : verdict.kind };
}

/** Old and new prices by SKU and quantity, such as "SKU-A 10+"; one that was not there or is gone has no entry. */
function recordOf(
  { code, marketCode }: LockedList,
  changes: readonly PriceChange[],
): { old: Facts; new: Facts; payload: Facts } {
  const before: Facts = {};
  const after: Facts = {};
  for (const change of changes) {
    const key = `${change.sku} ${change.minimumQuantity}+`;
    if (change.old) before[key] = change.old.toJSON();
    if (change.new) after[key] = change.new.toJSON();
  }
  return { old: before, new: after, payload: { code, marketCode, prices: changes.length } };
}

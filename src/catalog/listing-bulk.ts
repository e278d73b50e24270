import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, newId } from '../kernel/index.js';
import { isUser, requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChanges, type AuditedChange } from '../platform/audit/index.js';
import type {
  BulkSource,
  BulkTarget,
  ExportBatch,
  ExportFilter,
  RowOutcome,
} from '../platform/bulk/index.js';
import type { Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { listingRecord } from './listing-audit.js';
import { ListingBulkRepository, type ListingWrite } from './listing-bulk.repository.js';
import {
  judgeListingRows,
  normalRow,
  partOf,
  type ListingRow,
  type ListingVerdict,
} from './listing-row.rules.js';

/** Listings by the thousand: what files of listings are read into and written from. */
@Injectable()
export class ListingBulk implements BulkTarget<ListingRow>, BulkSource<ListingRow> {
  constructor(
    private readonly listings: ListingBulkRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async judge(ctx: RequestContext, tx: Tx, given: readonly ListingRow[]): Promise<RowOutcome[]> {
    requireNoMembership(ctx);
    const rows = given.map(normalRow);
    const facts = await this.listings.facts(tx, regionsOf(ctx), rows);
    return judgeListingRows(rows, facts).map(outcomeOf);
  }

  async write(
    ctx: RequestContext,
    tx: Tx,
    given: readonly ListingRow[],
    touched?: Set<string>,
  ): Promise<RowOutcome[]> {
    requireNoMembership(ctx);
    const rows = given.map(normalRow);
    await this.listings.lock(tx, rows);
    const facts = await this.listings.facts(tx, regionsOf(ctx), rows);
    const verdicts = judgeListingRows(rows, facts);
    const writes = verdicts.flatMap((verdict): ListingWrite[] =>
      'change' in verdict ? [{ ...verdict.change, id: verdict.change.before?.id ?? newId() }] : [],
    );
    await this.apply(ctx, tx, writes);
    const markets = [...new Set(writes.map(({ marketCode }) => marketCode))];
    await this.revisions.raise(tx, markets, touched);
    return verdicts.map(outcomeOf);
  }

  async exportBatch(
    ctx: RequestContext,
    tx: Tx,
    filter: ExportFilter,
    ...[after, limit]: [after: string | null, limit: number]
  ): Promise<ExportBatch<ListingRow>> {
    requireNoMembership(ctx);
    const rows = await this.listings.exported(tx, {
      regionIds: regionsOf(ctx),
      marketCode: filter.marketCode ?? null,
      after: after === null ? null : (decodeCursor(after) ?? null),
      limit,
    });
    const last = rows.length < limit ? undefined : rows.at(-1);
    return { rows, after: last ? encodeCursor([last.sku, last.marketCode]) : null };
  }

  private async apply(ctx: RequestContext, tx: Tx, writes: readonly ListingWrite[]): Promise<void> {
    const made = writes.filter(({ before }) => before === null);
    const changed = writes.filter(({ before }) => before !== null);
    if (made.length > 0) await this.listings.insert(tx, made);
    if (changed.length > 0) await this.listings.update(tx, changed);
    await recordChanges(ctx, tx, writes.map(recordOf));
  }
}

function recordOf(write: ListingWrite): AuditedChange {
  const { sku, marketCode, before, after, changed } = write;
  const now = partOf(after, changed);
  if (before === null) {
    return listingRecord(write, 'CREATE', { version: 1, new: { sku, marketCode, ...now } });
  }
  const version = before.version + 1;
  return listingRecord(write, 'UPDATE', { version, old: partOf(before, changed), new: now });
}

function outcomeOf(verdict: ListingVerdict): RowOutcome {
  return verdict.kind === 'ERROR' ? verdict : { kind: verdict.kind };
}

/** Null: all regions. */
function regionsOf({ caller }: RequestContext): string[] | null {
  if (!isUser(caller)) return caller.kind === 'SYSTEM' ? null : [];
  return caller.regionIds.length === 0 && caller.staffRoles.length > 0 ? null : caller.regionIds;
}

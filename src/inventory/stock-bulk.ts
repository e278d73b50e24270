import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type {
  BulkSource,
  BulkTarget,
  ExportBatch,
  ExportFilter,
  RowOutcome,
  RowProblem,
} from '../platform/bulk/index.js';
import type { Tx } from '../platform/database/index.js';
import { CountLevels } from './count-levels.js';
import { StockBulkRepository } from './stock-bulk.repository.js';
import {
  judgeRows,
  leftAsItWas,
  normalRow,
  type RowJudgement,
  type StockRow,
} from './stock-count.rules.js';
import { stockRegionsOf } from './stock.sight.js';

export type { StockRow } from './stock-count.rules.js';

/** Counted stock by the thousand: what a row means, what became of it, and the levels as rows. */
@Injectable()
export class StockBulk implements BulkTarget<StockRow>, BulkSource<StockRow> {
  constructor(
    private readonly levels: StockBulkRepository,
    private readonly counting: CountLevels,
  ) {}

  async judge(ctx: RequestContext, tx: Tx, rows: readonly StockRow[]): Promise<RowOutcome[]> {
    return (await this.judged(ctx, tx, rows.map(normalRow))).map(outcomeOf);
  }

  /** Stock is no part of a catalog page, so no market's revision is raised. */
  async write(ctx: RequestContext, tx: Tx, given: readonly StockRow[]): Promise<RowOutcome[]> {
    const rows = given.map(normalRow);
    const judged = await this.judged(ctx, tx, rows);
    const counts = rows.flatMap((counted, index) => {
      const row = judged[index];
      if (row?.kind !== 'CREATE' && row?.kind !== 'UPDATE') return [];
      const { variantId, locationId } = row;
      return [{ ...counted, index, variantId, locationId }];
    });
    const outcomes = judged.map(outcomeOf);
    for (const { index, onHand, allocated } of await this.counting.run(ctx, tx, counts)) {
      outcomes[index] = { kind: 'ERROR', problems: [rowProblem(leftAsItWas(onHand, allocated))] };
    }
    return outcomes;
  }

  /** A reason is no part of a level: who writes the rows back unchanged needs none. */
  async exportBatch(
    ctx: RequestContext,
    tx: Tx,
    filter: ExportFilter,
    ...[after, limit]: [string | null, number]
  ): Promise<ExportBatch<StockRow>> {
    const rows = await this.levels.exported(tx, stockRegionsOf(ctx), {
      locationCode: filter.locationCode ?? null,
      marketCode: filter.marketCode ?? null,
      after: (after === null ? undefined : decodeCursor(after)) ?? [],
      limit,
    });
    const last = rows.at(-1);
    const more = last && rows.length === limit;
    return { rows, after: more ? encodeCursor([last.sku, last.locationCode]) : null };
  }

  private async judged(
    ctx: RequestContext,
    tx: Tx,
    rows: readonly StockRow[],
  ): Promise<RowJudgement[]> {
    return judgeRows(rows, await this.levels.places(tx, stockRegionsOf(ctx), rows));
  }
}

function outcomeOf(judgement: RowJudgement): RowOutcome {
  return judgement.kind === 'ERROR'
    ? { kind: 'ERROR', problems: judgement.problems.map(rowProblem) }
    : { kind: judgement.kind };
}

function rowProblem({ code, message, path, facts }: Problem): RowProblem {
  return { column: path[0] ?? '', code, message, ...(facts ? { facts } : {}) };
}

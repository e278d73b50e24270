import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { StockLocationRepository } from './stock-location.repository.js';
import type { StockLocationTotals } from './stock.type.js';

const NOTHING: StockLocationTotals = {
  skus: 0,
  onHand: 0,
  allocated: 0,
  available: 0,
  inbound: 0,
};

/** The totals of all locations that a request shows, in one statement. */
@Injectable()
export class StockLocationLoader {
  private readonly perRequest = new WeakMap<
    RequestContext,
    DataLoader<string, StockLocationTotals>
  >();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly locations: StockLocationRepository,
  ) {}

  of(ctx: RequestContext): DataLoader<string, StockLocationTotals> {
    const known = this.perRequest.get(ctx);
    if (known) return known;
    // Not kept: a request may move stock between two of its fields.
    const made = new DataLoader<string, StockLocationTotals>((ids) => this.totalsOf(ctx, ids), {
      cache: false,
    });
    this.perRequest.set(ctx, made);
    return made;
  }

  private async totalsOf(
    ctx: RequestContext,
    ids: readonly string[],
  ): Promise<StockLocationTotals[]> {
    const unique = [...new Set(ids)];
    const rows = await this.unitOfWork.readOne(ctx, (one) => this.locations.totals(one, unique));
    const byId = new Map(rows.map((row) => [row.locationId, row]));
    return ids.map((id) => byId.get(id) ?? NOTHING);
  }
}

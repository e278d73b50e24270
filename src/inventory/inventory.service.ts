import { Injectable } from '@nestjs/common';
import { toPage, type Page, type PagePlan } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { StockLocationRepository } from './stock-location.repository.js';
import { StockRepository, type LevelSelection } from './stock.repository.js';
import { stockRegionsOf } from './stock.sight.js';
import type { StockLevel, StockLocation } from './stock.type.js';

@Injectable()
export class InventoryService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly stock: StockRepository,
    private readonly stockLocations: StockLocationRepository,
  ) {}

  locations(ctx: RequestContext): Promise<StockLocation[]> {
    return this.unitOfWork.read(ctx, (tx) => this.stockLocations.list(tx, stockRegionsOf(ctx)));
  }

  /** Counting takes a statement of its own, so that it is done only when asked for. */
  levels(
    ctx: RequestContext,
    selection: LevelSelection,
    { plan, count }: { plan: PagePlan; count: boolean },
  ): Promise<Page<StockLevel> & { totalCount: number }> {
    const regionIds = stockRegionsOf(ctx);
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.stock.levels(tx, regionIds, { selection, plan });
      const totalCount = count ? await this.stock.countLevels(tx, regionIds, selection) : 0;
      return { ...toPage(rows, plan, (level) => [level.sku, level.location.code]), totalCount };
    });
  }
}

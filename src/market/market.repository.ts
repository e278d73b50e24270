import { Injectable } from '@nestjs/common';
import { In, type FindOptionsWhere } from 'typeorm';
import type { Tx } from '../platform/database/index.js';
import { MarketEntity } from './market.entity.js';
import { PUBLIC_MARKET_STATES } from './market.machine.js';
import type { MarketSight } from './market.sight.js';

@Injectable()
export class MarketRepository {
  list(tx: Tx, sight: MarketSight): Promise<MarketEntity[]> {
    return tx.manager.find(MarketEntity, { where: seen(sight), order: { code: 'ASC' } });
  }

  find(tx: Tx, sight: MarketSight, code: string): Promise<MarketEntity | null> {
    return tx.manager.findOne(MarketEntity, {
      where: seen(sight).map((condition) => ({ ...condition, code })),
    });
  }

  /** The codes of the markets that belong to the regions today. */
  async codesOfRegions(tx: Tx, regionIds: string[]): Promise<string[]> {
    const found = await tx.manager.find(MarketEntity, {
      select: { code: true },
      where: { regionId: In(regionIds) },
      order: { code: 'ASC' },
    });
    return found.map((market) => market.code);
  }

  async allCodes(tx: Tx): Promise<string[]> {
    const found = await tx.manager.find(MarketEntity, {
      select: { code: true },
      order: { code: 'ASC' },
    });
    return found.map((market) => market.code);
  }
}

/** Alternatives, any of which is enough. */
function seen(sight: MarketSight): FindOptionsWhere<MarketEntity>[] {
  if (sight.kind === 'ALL') return [{}];
  const open = { state: In([...PUBLIC_MARKET_STATES]) };
  return sight.kind === 'PUBLIC' ? [open] : [open, { regionId: In(sight.ids) }];
}

import { Injectable } from '@nestjs/common';
import {
  boundRegions,
  may,
  membershipOf,
  Permission,
  type RequestContext,
} from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { MarketRepository } from './market.repository.js';
import { isWithin, sightOf } from './market.sight.js';
import type { Market, Region } from './market.type.js';
import { RegionRepository } from './region.repository.js';

const MARKET_CODE = /^[A-Z]{2}$/;

@Injectable()
export class MarketService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketRepository,
    private readonly regionRows: RegionRepository,
  ) {}

  /** The markets that the caller may know of, by code. */
  list(ctx: RequestContext): Promise<Market[]> {
    return this.unitOfWork.read(ctx, (tx) => this.markets.list(tx, sightOf(ctx)));
  }

  async find(ctx: RequestContext, code: string): Promise<Market | null> {
    if (!isMarketCode(code)) return null;
    return this.unitOfWork.read(ctx, (tx) => this.markets.find(tx, sightOf(ctx), code));
  }

  /** One that the caller may not know of is refused like one that does not exist. */
  async require(ctx: RequestContext, code: string): Promise<Market> {
    const market = await this.find(ctx, code);
    if (market) return market;
    throw unknownMarket(code);
  }

  /** The markets that a member of staff looks after; those of all regions when no region was named to them. */
  marketCodesInScope(ctx: RequestContext): Promise<string[]> {
    const sight = sightOf(ctx);
    if (sight.kind === 'PUBLIC') return Promise.resolve([]);
    return this.unitOfWork.read(ctx, (tx) =>
      sight.kind === 'ALL' ? this.markets.allCodes(tx) : this.markets.codesOfRegions(tx, sight.ids),
    );
  }

  /** The regions that a member of staff looks after, by code. */
  regions(ctx: RequestContext): Promise<Region[]> {
    return this.unitOfWork.readOne(ctx, (one) => this.regionRows.list(one, boundRegions(ctx)));
  }

  /** Whether the caller is one of those who change this market. */
  isChangedBy(ctx: RequestContext, { region }: Market): boolean {
    return (
      membershipOf(ctx) === null &&
      may(ctx.caller, Permission.MARKET_WRITE, Permission.REGION_WRITE) &&
      isWithin(boundRegions(ctx), region?.id ?? null)
    );
  }
}

/** For those whose own statement looks the market up. */
export function unknownMarket(code: string): ApiError {
  return new ApiError(
    'NOT_FOUND',
    'There is no such market. The query "markets" lists them with their codes.',
    { facts: { problem: 'UNKNOWN_MARKET', marketCode: code } },
  );
}

/** What cannot be a code, such as a text with NUL, must not reach the database. */
export function isMarketCode(code: string): boolean {
  return MARKET_CODE.test(code);
}

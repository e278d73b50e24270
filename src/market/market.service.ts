import { Injectable } from '@nestjs/common';
import { isUser, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { MarketRepository, type MarketSight } from './market.repository.js';
import type { Market } from './market.type.js';

const MARKET_CODE = /^[A-Z]{2}$/;

@Injectable()
export class MarketService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketRepository,
  ) {}

  /** The markets that the caller may know of, by code. */
  list(ctx: RequestContext): Promise<Market[]> {
    return this.unitOfWork.read(ctx, (tx) => this.markets.list(tx, sightOf(ctx)));
  }

  async find(ctx: RequestContext, code: string): Promise<Market | null> {
    // What cannot be a code, such as a text with NUL, must not reach the database.
    if (!MARKET_CODE.test(code)) return null;
    return this.unitOfWork.read(ctx, (tx) => this.markets.find(tx, sightOf(ctx), code));
  }

  /** One that the caller may not know of is refused like one that does not exist. */
  async require(ctx: RequestContext, code: string): Promise<Market> {
    const market = await this.find(ctx, code);
    if (market) return market;
    throw new ApiError(
      'NOT_FOUND',
      'There is no such market. The query "markets" lists them with their codes.',
      { facts: { problem: 'UNKNOWN_MARKET', marketCode: code } },
    );
  }

  /** The markets that a member of staff looks after; those of all regions when no region was named to them. */
  marketCodesInScope(ctx: RequestContext): Promise<string[]> {
    const sight = sightOf(ctx);
    if (sight.kind === 'PUBLIC') return Promise.resolve([]);
    return this.unitOfWork.read(ctx, (tx) =>
      sight.kind === 'ALL' ? this.markets.allCodes(tx) : this.markets.codesOfRegions(tx, sight.ids),
    );
  }
}

function sightOf(ctx: RequestContext): MarketSight {
  const { caller } = ctx;
  if (caller.kind === 'SYSTEM') return { kind: 'ALL' };
  if (!isUser(caller) || caller.staffRoles.length === 0) return { kind: 'PUBLIC' };
  return caller.regionIds.length === 0
    ? { kind: 'ALL' }
    : { kind: 'REGIONS', ids: caller.regionIds };
}

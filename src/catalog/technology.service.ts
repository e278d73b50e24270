import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import { checkText, ProblemError, toPage, type Page, type PagePlan } from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { TechnologyRepository } from './technology.repository.js';
import type { Technology, TechnologyAvailability, TechnologyStatus } from './technology.type.js';

export interface AvailabilityQuery {
  marketCode: string | null;
  productHandle: string | null;
  status: TechnologyStatus | null;
  plan: PagePlan;
  count: boolean;
}

type AvailabilityPage = Page<TechnologyAvailability> & { totalCount: number };
type ByTechnology = DataLoader<string, AvailabilityPage>;

@Injectable()
export class TechnologyService {
  private readonly perRequest = new WeakMap<RequestContext, Map<string, ByTechnology>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly technologies: TechnologyRepository,
    private readonly markets: MarketService,
  ) {}

  list(ctx: RequestContext): Promise<Technology[]> {
    return this.unitOfWork.read(ctx, (tx) => this.technologies.list(tx));
  }

  /** What is known of the technology in the markets that the caller may know of; one statement for all technologies. */
  availability(
    ctx: RequestContext,
    code: string,
    query: AvailabilityQuery,
  ): Promise<AvailabilityPage> {
    const problems = [
      ...checkText(query.marketCode, { path: ['marketCode'], max: 2 }),
      ...checkText(query.productHandle, { path: ['productHandle'], max: 80 }),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    const loaders = this.perRequest.get(ctx) ?? new Map<string, ByTechnology>();
    this.perRequest.set(ctx, loaders);
    const key = JSON.stringify(query);
    const known = loaders.get(key);
    if (known) return known.load(code);
    // A mutation may have changed what was loaded before it, so that nothing is kept.
    const made: ByTechnology = new DataLoader((codes) => this.load(ctx, codes, query), {
      cache: false,
    });
    loaders.set(key, made);
    return made.load(code);
  }

  private async load(
    ctx: RequestContext,
    codes: readonly string[],
    { plan, count, ...query }: AvailabilityQuery,
  ): Promise<AvailabilityPage[]> {
    const markets = (await this.markets.list(ctx)).map((market) => market.code);
    const selection = { ...query, markets };
    const { rows, counts } = await this.unitOfWork.read(ctx, async (tx) => ({
      rows: await this.technologies.availability(tx, codes, selection, plan),
      counts: count ? await this.technologies.countAvailability(tx, codes, selection) : [],
    }));
    return codes.map((code) => {
      const own = rows.filter((row) => row.code === code);
      const page = toPage(own, plan, (row) => [row.productHandle, row.marketCode]);
      return { ...page, totalCount: counts.find((each) => each.code === code)?.count ?? 0 };
    });
  }
}

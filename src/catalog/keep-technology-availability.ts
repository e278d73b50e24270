import { Injectable } from '@nestjs/common';
import { checkId, isId, ProblemError, type Facts, type Problem } from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { noSuch } from './catalog-write.problems.js';
import { unknownMarket } from './listing.problems.js';
import {
  TechnologyRepository,
  type AvailabilityFacts,
  type AvailabilityPlace,
} from './technology.repository.js';
import { checkAvailability, checkCode, type AvailabilityContent } from './technology.rules.js';
import type { TechnologyAvailability, TechnologyStatus } from './technology.type.js';

export type AvailabilityStatement = AvailabilityPlace & {
  status: TechnologyStatus;
  note?: string | null;
  source: string;
};

/** A place that is named rightly, with what is said there. */
interface Found {
  place: AvailabilityPlace;
  names: { productHandle: string; name: string };
  stored: AvailabilityFacts['stored'];
}

/** Says on which device, in which market, a technology works. It is a part of the product's history. */
@Injectable()
export class KeepTechnologyAvailability {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketService,
    private readonly technologies: TechnologyRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  /** What was said of the place before is replaced as a whole. */
  set(ctx: RequestContext, input: AvailabilityStatement): Promise<Outcome<TechnologyAvailability>> {
    const to: AvailabilityContent = {
      status: input.status,
      note: input.note?.trim() || null,
      source: input.source.trim(),
    };
    return this.at(ctx, input, checkAvailability(to), async (tx, { place, names, stored }) => {
      const made = { code: place.technologyCode, marketCode: place.marketCode, ...names, ...to };
      const fields = (['status', 'note', 'source'] as const).filter(
        (field) => stored?.[field] !== to[field],
      );
      if (fields.length === 0) return made;
      await this.technologies.put(tx, place, to);
      const part = (content: Facts): Facts =>
        Object.fromEntries(fields.map((field) => [field, content[field] ?? null]));
      await this.record(ctx, tx, place, {
        operation: 'SET_TECHNOLOGY',
        ...(stored && { old: part(stored) }),
        new: { technologyCode: place.technologyCode, ...part({ ...to }) },
      });
      return made;
    });
  }

  /** Takes back what was said: nothing is known of the place any more. */
  remove(ctx: RequestContext, input: AvailabilityPlace): Promise<Outcome<TechnologyAvailability>> {
    return this.at(ctx, input, [], async (tx, { place, names, stored }) => {
      const { technologyCode, marketCode } = place;
      if (!stored) {
        throw new ProblemError(noSuch('statement on this technology', ['input', 'technologyCode']));
      }
      await this.technologies.remove(tx, place);
      await this.record(ctx, tx, place, {
        operation: 'REMOVE_TECHNOLOGY',
        old: { technologyCode, ...stored },
      });
      return { code: technologyCode, marketCode, ...names, ...stored };
    });
  }

  private async at(
    ctx: RequestContext,
    { productId, marketCode, technologyCode }: AvailabilityPlace,
    problems: readonly Problem[],
    work: (tx: Tx, found: Found) => Promise<TechnologyAvailability>,
  ): Promise<Outcome<TechnologyAvailability>> {
    requireNoMembership(ctx);
    const scope = await this.markets.marketCodesInScope(ctx);
    const place = { productId, marketCode, technologyCode: technologyCode.trim() };
    const known = scope.includes(marketCode);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const facts = await this.factsOf(tx, place, known);
        const found = [...facts.problems, ...(known ? [] : [unknownMarket()]), ...problems];
        const { productHandle, technologyName: name, stored } = facts;
        if (found.length > 0 || productHandle === null || name === null) {
          throw new ProblemError(found);
        }
        return work(tx, { place, names: { productHandle, name }, stored });
      }),
    );
  }

  /** What cannot be an id or a code names nothing, and must not reach the database. */
  private async factsOf(
    tx: Tx,
    place: AvailabilityPlace,
    known: boolean,
  ): Promise<AvailabilityFacts & { problems: Problem[] }> {
    const product = ['input', 'productId'];
    const technology = ['input', 'technologyCode'];
    const badCode = checkCode(place.technologyCode).map((problem) => ({
      ...problem,
      path: technology,
    }));
    const problems: Problem[] = [...checkId(place.productId, product), ...badCode];
    const facts = await this.technologies.facts(tx, {
      productId: isId(place.productId) ? place.productId : NOBODY,
      marketCode: known ? place.marketCode : '',
      technologyCode: badCode.length > 0 ? '' : place.technologyCode,
    });
    if (isId(place.productId) && facts.productHandle === null) {
      problems.push(noSuch('product', product));
    }
    if (badCode.length === 0 && facts.technologyName === null) {
      problems.push(noSuch('technology', technology));
    }
    return { ...facts, problems };
  }

  private async record(
    ctx: RequestContext,
    tx: Tx,
    { productId, marketCode }: AvailabilityPlace,
    change: { operation: string; old?: Facts; new?: Facts },
  ): Promise<void> {
    await recordChange(ctx, tx, { entity: 'PRODUCT', entityId: productId, marketCode, ...change });
    await this.revisions.raise(tx, [marketCode]);
  }
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

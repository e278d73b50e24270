import { Injectable } from '@nestjs/common';
import {
  checkId,
  isId,
  isStorableText,
  newId,
  ProblemError,
  type Problem,
} from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { factsOf, PriceListChanges } from './price-list-changes.js';
import type { PriceListCreateInput } from './price-list.input.js';
import { PriceListRepository, type NewList, type NewListFacts } from './price-list.repository.js';
import {
  checkAudience,
  checkCode,
  checkName,
  checkNewPeriod,
  codeTaken,
  noSuchReseller,
  unknownMarket,
  type Audience,
} from './price-list.rules.js';
import type { ResellerTier } from '../reseller/index.js';
import type { PriceList } from './price-list.type.js';
import { regionsOf, requireStaff } from './pricing.sight.js';

/** What a new list is to be; which list it is a copy of is another matter. */
export interface ListDraft extends Audience {
  code: string;
  name: string;
  marketCode: string;
  tier?: ResellerTier | null;
  validFrom?: Date | null;
  validUntil?: Date | null;
  priority: number;
}

export interface JudgedDraft {
  problems: Problem[];
  facts: NewListFacts;
  /** Undefined where there are problems. */
  list: NewList | undefined;
}

@Injectable()
export class CreatePriceList {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lists: PriceListRepository,
    private readonly changes: PriceListChanges,
  ) {}

  async run(ctx: RequestContext, input: PriceListCreateInput): Promise<Outcome<PriceList>> {
    requireStaff(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const { list, problems } = await this.judge(ctx, tx, input);
        if (!list || problems.length > 0) throw new ProblemError(problems);
        const created = await this.write(tx, list);
        await this.changes.record(ctx, tx, created, {
          operation: 'CREATE',
          version: created.version,
          new: factsOf(created),
          emit: 'price_list.created',
        });
        await this.lists.raiseRevisions(tx, [created.marketCode]);
        return created;
      }),
    );
  }

  /** Everything that is wrong with it at once; nothing is written. */
  async judge(ctx: RequestContext, tx: Tx, draft: ListDraft): Promise<JudgedDraft> {
    const { code, marketCode, audience, tier = null, resellerId = null } = draft;
    const period = { validFrom: draft.validFrom ?? tx.now, validUntil: draft.validUntil ?? null };
    const facts = await this.lists.factsOfNew(tx, regionsOf(ctx), {
      code: isStorableText(code) ? code : '',
      marketCode: isStorableText(marketCode) ? marketCode : '',
      resellerId: resellerId !== null && isId(resellerId) ? resellerId : null,
    });
    const problems = [...checkDraft(draft, facts), ...checkNewPeriod(period, tx.now)];
    const { currencyCode } = facts;
    if (problems.length > 0 || currencyCode === null) return { problems, facts, list: undefined };
    const name = draft.name.trim();
    const { priority } = draft;
    const made = { id: newId(), code, name, marketCode, currencyCode, audience, tier, resellerId };
    return { problems, facts, list: { ...made, ...period, priority } };
  }

  async write(tx: Tx, list: NewList): Promise<PriceList> {
    await this.lists.insert(tx, list);
    const written = await this.lists.find(tx, null, { id: list.id });
    if (!written) throw new Error('A list that was just written is there.');
    return written;
  }
}

function checkDraft(draft: ListDraft, facts: NewListFacts): Problem[] {
  const { code, name, marketCode, resellerId } = draft;
  return [
    ...checkCode(code, ['input', 'code']),
    ...(facts.taken ? [codeTaken(code)] : []),
    ...checkName(name, ['input', 'name']),
    ...(facts.marketCode === null ? [unknownMarket(marketCode)] : []),
    ...checkAudience(draft),
    ...(resellerId == null ? [] : checkReseller(resellerId, facts)),
  ];
}

function checkReseller(resellerId: string, facts: NewListFacts): Problem[] {
  const problems = checkId(resellerId, ['input', 'resellerId']);
  return problems.length === 0 && facts.resellerId === null ? [noSuchReseller()] : problems;
}

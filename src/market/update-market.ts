import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { MarketChangeRepository, type MarketEdit } from './market-change.repository.js';
import type { MarketEntity } from './market.entity.js';
import type { MarketUpdateInput } from './market.input.js';
import { anotherDay, currencyInUse, noSuchMarket, stale } from './market.problems.js';
import { checkNames } from './market.rules.js';
import { writableRegions } from './market.sight.js';
import type { Market } from './market.type.js';

const FIELDS = ['name', 'currencyCode', 'defaultLocale', 'timeZone', 'taxName'] as const;

@Injectable()
export class UpdateMarket {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketChangeRepository,
  ) {}

  async run(ctx: RequestContext, input: MarketUpdateInput): Promise<Outcome<Market>> {
    const regions = writableRegions(ctx);
    const problems = [...checkNames(input), ...checkCurrency(input)];
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const before = await this.markets.find(tx, input.marketCode, regions);
        if (!before) throw new ProblemError(noSuchMarket());
        if (before.version !== input.expectedVersion) {
          throw new ProblemError(stale('market', before.version));
        }
        const edit = changesIn(input, before);
        return Object.keys(edit).length === 0 ? before : this.change(ctx, tx, before, edit);
      }),
    );
  }

  private async change(
    ctx: RequestContext,
    tx: Tx,
    before: MarketEntity,
    edit: MarketEdit,
  ): Promise<MarketEntity> {
    const { code } = before;
    if (edit.currencyCode !== undefined) await this.requireUnusedCurrency(tx, code);
    const isLatest = await this.markets.edit(tx, code, before.version, edit);
    const after = await this.markets.find(tx, code, null);
    if (!isLatest || !after) throw new ProblemError(stale('market', after?.version ?? 0));
    if (isAnotherDay(before, after)) throw new ProblemError(anotherDay());
    const changed = FIELDS.filter((field) => edit[field] !== undefined);
    const valuesOf = (market: MarketEntity) =>
      Object.fromEntries(changed.map((field) => [field, market[field]]));
    await recordChange(ctx, tx, {
      entity: 'MARKET',
      entityId: after.id,
      operation: 'UPDATE',
      version: after.version,
      marketCode: code,
      old: valuesOf(before),
      new: valuesOf(after),
      emit: 'market.updated',
      payload: { marketCode: code },
    });
    await this.markets.raiseRevision(tx, code);
    return after;
  }

  /** Who adds a price or an order there meanwhile waits, and is then refused or reads the new currency. */
  private async requireUnusedCurrency(tx: Tx, code: string): Promise<void> {
    await this.markets.lock(tx, code);
    const users = await this.markets.usersOfCurrency(tx, code);
    if (users.length > 0) throw new ProblemError(currencyInUse(users));
  }
}

function checkCurrency({ currencyCode }: MarketUpdateInput): Problem[] {
  return currencyCode === null
    ? [{ code: 'REQUIRED', message: 'Give a currency.', path: ['input', 'currencyCode'] }]
    : [];
}

/** Whether the new time zone has turned the day into one with another region or tax. */
function isAnotherDay(before: MarketEntity, after: MarketEntity): boolean {
  return before.regionId !== after.regionId || before.taxRate !== after.taxRate;
}

/** What is not as it was. */
function changesIn(input: MarketUpdateInput, before: MarketEntity): MarketEdit {
  const edit: MarketEdit = {};
  for (const field of FIELDS) {
    const value = input[field]?.trim();
    if (value !== undefined && value !== before[field]) edit[field] = value;
  }
  return edit;
}

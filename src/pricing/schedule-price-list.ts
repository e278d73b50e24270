import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CopyPriceList, type CopiedList } from './copy-price-list.js';
import type { PriceListScheduleInput } from './price-copy.input.js';
import { PriceListChanges } from './price-list-changes.js';
import { PriceListRepository } from './price-list.repository.js';
import { checkSuccession, staleList } from './price-list.rules.js';
import type { PriceList } from './price-list.type.js';
import { requireStaff } from './pricing.sight.js';
import { UpdatePriceList } from './update-price-list.js';

export interface ScheduledList extends CopiedList {
  ended: PriceList;
}

/** What the fields of a new list are called here. */
const NAMES: Readonly<Record<string, string>> = {
  code: 'newCode',
  name: 'newName',
  validFrom: 'at',
};

/** New prices from an instant on: a copy that begins where the list ends, so that there is no moment without a price. */
@Injectable()
export class SchedulePriceList {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: PriceListChanges,
    private readonly copying: CopyPriceList,
    private readonly updating: UpdatePriceList,
    private readonly lists: PriceListRepository,
  ) {}

  async run(ctx: RequestContext, input: PriceListScheduleInput): Promise<Outcome<ScheduledList>> {
    requireStaff(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const list = await this.changes.require(ctx, tx, input.code);
        if (list.version !== input.expectedVersion) throw new ProblemError(staleList(list.version));
        const scheduled = await this.schedule(ctx, tx, list, input);
        await this.lists.raiseRevisions(tx, [list.marketCode]);
        return scheduled;
      }),
    );
  }

  private async schedule(
    ctx: RequestContext,
    tx: Tx,
    source: PriceList,
    input: PriceListScheduleInput,
  ): Promise<ScheduledList> {
    const { at, newCode, newName, factor, rounding } = input;
    const { plan, problems } = await this.copying.plan(ctx, tx, {
      source,
      draft: { ...source, code: newCode, name: newName ?? source.name, validFrom: at },
      terms: { factor, rounding },
    });
    const unfit = checkSuccession(source, at, tx.now);
    // A period that does not fit is told once, in the words of the succession.
    const rest = unfit.length > 0 ? problems.filter((problem) => !isOfPeriod(problem)) : problems;
    if (!plan || unfit.length > 0) throw new ProblemError([...unfit, ...rest.map(renamed)]);
    const ended = await this.updating.write(ctx, tx, source, {
      changes: { validUntil: at },
      operation: 'END',
      emit: 'price_list.ended',
    });
    return { ...(await this.copying.write(ctx, tx, plan, 'SCHEDULE')), ended };
  }
}

function isOfPeriod({ path }: Problem): boolean {
  return path[1] === 'validFrom' || path[1] === 'validUntil';
}

function renamed(problem: Problem): Problem {
  const [root = '', field = '', ...rest] = problem.path;
  return { ...problem, path: [root, NAMES[field] ?? field, ...rest] };
}

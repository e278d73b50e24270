import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { factsOf, PriceListChanges } from './price-list-changes.js';
import type { PriceListDeleteInput } from './price-list.input.js';
import { PriceListRepository } from './price-list.repository.js';
import { checkDeletion } from './price-list.rules.js';
import type { PriceList } from './price-list.type.js';

@Injectable()
export class DeletePriceList {
  constructor(
    private readonly changes: PriceListChanges,
    private readonly lists: PriceListRepository,
  ) {}

  run(ctx: RequestContext, input: PriceListDeleteInput): Promise<Outcome<PriceList>> {
    return this.changes.run(ctx, input, async (tx, list) => {
      const problems = checkDeletion(list, tx.now);
      if (problems.length > 0) throw new ProblemError(problems);
      if (!(await this.lists.delete(tx, list))) return this.changes.refuseStale(tx, list);
      await this.changes.record(ctx, tx, list, {
        operation: 'DELETE',
        version: list.version,
        old: factsOf(list),
        emit: 'price_list.deleted',
      });
      await this.lists.raiseRevisions(tx, [list.marketCode]);
      return list;
    });
  }
}

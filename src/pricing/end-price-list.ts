import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { PriceListChanges } from './price-list-changes.js';
import type { PriceListEndInput } from './price-list.input.js';
import { checkEnd } from './price-list.rules.js';
import type { PriceList } from './price-list.type.js';
import { UpdatePriceList } from './update-price-list.js';

@Injectable()
export class EndPriceList {
  constructor(
    private readonly changes: PriceListChanges,
    private readonly update: UpdatePriceList,
  ) {}

  run(ctx: RequestContext, input: PriceListEndInput): Promise<Outcome<PriceList>> {
    return this.changes.run(ctx, input, (tx, list) => {
      const at = input.at ?? tx.now;
      const problems = checkEnd(list, at, tx.now);
      if (problems.length > 0) throw new ProblemError(problems);
      return this.update.apply(ctx, tx, list, {
        changes: { validUntil: at },
        operation: 'END',
        emit: 'price_list.ended',
      });
    });
  }
}

import { Injectable } from '@nestjs/common';
import { checkCount, ProblemError, type Facts, type Problem } from '../kernel/index.js';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import { BULK_ROWS_MAX } from '../platform/bulk/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import { PriceBulk } from './price-bulk.js';
import { PriceListRepository } from './price-list.repository.js';
import type { PriceVerdict } from './price-row.rules.js';
import type { PricesSetInput } from './prices-set.input.js';
import { requireStaff } from './pricing.sight.js';

export interface PricesSet {
  created: number;
  updated: number;
  removed: number;
  unchanged: number;
  refused: number;
  /** The rows that were not written, where the others were. */
  problems: Problem[];
  replayed: boolean;
}

/** As it is kept with its key. */
type Stored = Omit<PricesSet, 'problems' | 'replayed'> & {
  problems: { code: string; message: string; path: string[]; facts: Facts }[];
} & Facts;

/**
 * Many prices by one call, once per key. What is refused as a whole leaves nothing behind, not even its key; of a call
 * row by row the answer is kept, with its refusals.
 */
@Injectable()
export class SetPrices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly bulk: PriceBulk,
    private readonly lists: PriceListRepository,
  ) {}

  async run(ctx: RequestContext, input: PricesSetInput): Promise<Outcome<PricesSet>> {
    requireStaff(ctx);
    const { idempotencyKey: key, ...asked } = input;
    const tooMany = checkCount(asked.rows.length, { path: ['input', 'rows'], max: BULK_ROWS_MAX });
    if (tooMany.length > 0) return { value: null, problems: tooMany };
    const owner = `user:${userIdOf(ctx) ?? 'system'}`;
    return outcomeOf(
      this.unitOfWork.run(
        ctx,
        async (tx) => {
          const markets: string[] = [];
          const request = { owner, operation: 'pricesSet', key, input: asked };
          const { result, replayed } = await onceByKey(tx, request, () =>
            this.set(ctx, tx, asked, markets),
          );
          if (markets.length > 0) await this.lists.raiseRevisions(tx, markets);
          return { ...result, replayed };
        },
        { keyed: true },
      ),
    );
  }

  private async set(
    ctx: RequestContext,
    tx: Tx,
    { rows, mode }: Omit<PricesSetInput, 'idempotencyKey'>,
    markets: string[],
  ): Promise<Stored> {
    const judged = await this.bulk.judgeLocked(ctx, tx, rows);
    const problems = problemsOf(judged.verdicts);
    const count = (kind: PriceVerdict['kind']): number =>
      judged.verdicts.filter((verdict) => verdict.kind === kind).length;
    const refused = count('ERROR');
    if (refused > 0 && (mode === 'ALL_OR_NOTHING' || refused === rows.length)) {
      throw new ProblemError(problems);
    }
    markets.push(...(await this.bulk.writeJudged(ctx, tx, judged)));
    return {
      created: count('CREATE'),
      updated: count('UPDATE'),
      removed: count('REMOVE'),
      unchanged: count('UNCHANGED'),
      refused,
      problems: problems.map(({ facts = {}, ...problem }) => ({ ...problem, facts })),
    };
  }
}

function problemsOf(verdicts: readonly PriceVerdict[]): Problem[] {
  return verdicts.flatMap((verdict, at) =>
    verdict.kind === 'ERROR'
      ? verdict.problems.map(({ column, ...problem }) => ({
          ...problem,
          path: ['input', 'rows', String(at), column],
        }))
      : [],
  );
}

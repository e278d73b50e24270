import { Injectable } from '@nestjs/common';
import { ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome } from '../platform/database/index.js';
import type { ExchangeRateRemoveInput } from './exchange-rate.input.js';
import { stale } from './exchange-rate.problems.js';
import { ExchangeRateRepository } from './exchange-rate.repository.js';
import { invalid } from './exchange-rate.rules.js';
import { requireAllRegions } from './exchange-rate.sight.js';
import type { ExchangeRate } from './exchange-rate.type.js';

/** A person takes back what a person had entered; what the bank says stays. */
@Injectable()
export class RemoveExchangeRate {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rates: ExchangeRateRepository,
  ) {}

  async run(ctx: RequestContext, input: ExchangeRateRemoveInput): Promise<Outcome<ExchangeRate>> {
    requireAllRegions(ctx);
    const { currencyCode, day, expectedVersion } = input;
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        await this.rates.lockWriting(tx);
        const rate = await this.rates.find(tx, currencyCode, day);
        if (!rate) {
          throw new ProblemError({
            code: 'NOT_FOUND',
            message: `${currencyCode} has no rate of ${day}. The query "exchangeRates" lists those that there are.`,
            path: ['input', 'day'],
          });
        }
        if (rate.source === 'ECB') {
          throw new ProblemError(
            invalid('day', 'PUBLISHED', 'This rate is the European Central Bank’s: it stays.'),
          );
        }
        if (rate.version !== expectedVersion) throw new ProblemError(stale(rate.version));
        await this.rates.remove(tx, rate);
        await recordChange(ctx, tx, {
          entity: 'EXCHANGE_RATE',
          entityId: rate.id,
          operation: 'REMOVE',
          version: rate.version,
          old: { currencyCode, day, rate: rate.rate, note: rate.note },
        });
        return rate;
      }),
    );
  }
}

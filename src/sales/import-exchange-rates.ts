import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange, recordChanges } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { ExchangeRateRepository, type GivenRate } from './exchange-rate.repository.js';
import { requireAllRegions } from './exchange-rate.sight.js';
import { readRateFile, type ReadRateFile } from './rate-file.js';

const BATCH = 10_000;
/** So many rates of people are named; their number is told in any case. */
const KEPT_MAX = 100;

/** What an import did. Sent again, the same file adds and changes nothing. */
export interface RateImport {
  format: ReadRateFile['format'];
  days: number;
  firstDay: string;
  lastDay: string;
  added: number;
  /** Rates of the bank that it has corrected, and those of the demo in whose place it came. */
  changed: number;
  unchanged: number;
  /** Rates that people entered and that differ from the file's: they stay until somebody removes them. */
  keptCount: number;
  kept: { currencyCode: string; day: string; rate: string; inFile: string }[];
  ignoredCurrencies: string[];
}

type Counts = Pick<RateImport, 'added' | 'changed' | 'keptCount' | 'kept'>;

/** Takes a file of the bank over: all of it, or nothing. */
@Injectable()
export class ImportExchangeRates {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rates: ExchangeRateRepository,
  ) {}

  /** Throws a ProblemError with everything that is wrong with the file. */
  async run(ctx: RequestContext, body: AsyncIterable<Buffer>): Promise<RateImport> {
    requireAllRegions(ctx);
    const latestDay = await this.unitOfWork.read(ctx, (tx) => this.rates.latestDay(tx));
    const file = await readRateFile(body, latestDay);
    // The last day first: a day that is added then changes nothing for those behind it.
    const given = [...file.days]
      .reverse()
      .flatMap(({ day, rates }) =>
        rates.map(({ currencyCode, rate }) => ({ currencyCode, day, rate })),
      );
    const counts = await this.unitOfWork.run(ctx, (tx) => this.write(ctx, tx, file, given), {
      background: true,
    });
    const { added, changed, keptCount } = counts;
    return {
      format: file.format,
      ...spanOf(file),
      ...counts,
      unchanged: given.length - added - changed - keptCount,
      ignoredCurrencies: file.ignoredCurrencies,
    };
  }

  private async write(
    ctx: RequestContext,
    tx: Tx,
    file: ReadRateFile,
    given: readonly GivenRate[],
  ): Promise<Counts> {
    const counts: Counts = { added: 0, changed: 0, keptCount: 0, kept: [] };
    await this.rates.lockWriting(tx);
    for (let from = 0; from < given.length; from += BATCH) {
      await this.writeBatch(ctx, tx, given.slice(from, from + BATCH), counts);
    }
    const { added, changed } = counts;
    if (added + changed > 0) {
      await recordChange(ctx, tx, {
        entity: 'EXCHANGE_RATE_FILE',
        entityId: newId(),
        operation: 'IMPORT',
        new: { source: 'ECB', ...spanOf(file), added, changed, sha256: file.sha256 },
      });
    }
    return counts;
  }

  private async writeBatch(
    ctx: RequestContext,
    tx: Tx,
    given: readonly GivenRate[],
    counts: Counts,
  ): Promise<void> {
    const different = await this.rates.different(tx, given);
    const wrong = different.filter(({ source }) => source !== 'STAFF');
    const kept = different.filter(({ source }) => source === 'STAFF');
    if (wrong.length > 0) {
      await this.rates.correct(tx, wrong);
      await recordChanges(
        ctx,
        tx,
        wrong.map(({ id, version, currencyCode, day, rate, given: now }) => ({
          entity: 'EXCHANGE_RATE',
          entityId: id,
          operation: 'REPLACE',
          version: version + 1,
          old: { rate },
          new: { currencyCode, day, rate: now },
        })),
      );
    }
    counts.added += await this.rates.addMissing(tx, given);
    counts.changed += wrong.length;
    counts.keptCount += kept.length;
    for (const { currencyCode, day, rate, given: inFile } of kept) {
      if (counts.kept.length < KEPT_MAX) counts.kept.push({ currencyCode, day, rate, inFile });
    }
  }
}

function spanOf({ days }: ReadRateFile): Pick<RateImport, 'days' | 'firstDay' | 'lastDay'> {
  return {
    days: days.length,
    firstDay: days.at(0)?.day ?? '',
    lastDay: days.at(-1)?.day ?? '',
  };
}

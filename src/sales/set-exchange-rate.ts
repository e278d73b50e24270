import { Injectable } from '@nestjs/common';
import { checkText, ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import type { ExchangeRateSetInput } from './exchange-rate.input.js';
import { gone, stale } from './exchange-rate.problems.js';
import { ExchangeRateRepository } from './exchange-rate.repository.js';
import { checkEntry, plainRate } from './exchange-rate.rules.js';
import { requireAllRegions } from './exchange-rate.sight.js';
import type { ExchangeRate } from './exchange-rate.type.js';

const NOTE_MAX = 500;
/** Longer than any gap between two days on which the bank publishes. */
const PUBLISHED_WITHIN_DAYS = 10;
const DAY_PATH = ['input', 'day'];

/** A person enters what a currency is worth that the bank does not publish. */
@Injectable()
export class SetExchangeRate {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rates: ExchangeRateRepository,
  ) {}

  async run(ctx: RequestContext, input: ExchangeRateSetInput): Promise<Outcome<ExchangeRate>> {
    requireAllRegions(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const problems = [
          ...checkEntry(input, await this.rates.latestDay(tx)),
          ...checkText(input.note, { path: ['input', 'note'], max: NOTE_MAX }),
        ];
        if (problems.length > 0) throw new ProblemError(problems);
        await this.rates.lockWriting(tx);
        const present = await this.rates.find(tx, input.currencyCode, input.day);
        const { currencyCode, day } = input;
        const wanted = { currencyCode, day, rate: plainRate(input.rate), note: noteOf(input) };
        if (present?.source === 'STAFF' && isSame(present, wanted)) return present;
        const isPublished = await this.rates.isPublished(
          tx,
          currencyCode,
          day,
          PUBLISHED_WITHIN_DAYS,
        );
        const refusal = isPublished ? published(currencyCode) : judge(input, present);
        if (refusal) throw new ProblemError(refusal);
        return this.write(ctx, tx, present, wanted);
      }),
    );
  }

  private async write(
    ctx: RequestContext,
    tx: Tx,
    present: ExchangeRate | null,
    wanted: Pick<ExchangeRate, 'currencyCode' | 'day' | 'rate' | 'note'>,
  ): Promise<ExchangeRate> {
    const written = present
      ? await this.rates.replace(tx, present, wanted)
      : await this.rates.add(tx, wanted);
    const { currencyCode, day } = written;
    await recordChange(ctx, tx, {
      entity: 'EXCHANGE_RATE',
      entityId: written.id,
      operation: present ? 'REPLACE' : 'SET',
      version: written.version,
      ...(present && { old: { rate: present.rate, note: present.note } }),
      new: { currencyCode, day, rate: written.rate, note: written.note },
    });
    return written;
  }
}

function noteOf({ note }: ExchangeRateSetInput): string | null {
  const text = note?.trim() ?? '';
  return text === '' ? null : text;
}

function isSame(present: ExchangeRate, wanted: { rate: string; note: string | null }): boolean {
  return present.rate === wanted.rate && present.note === wanted.note;
}

function judge(
  { expectedVersion }: ExchangeRateSetInput,
  present: ExchangeRate | null,
): Problem | undefined {
  if (!present) return expectedVersion == null ? undefined : gone();
  if (expectedVersion == null) {
    return {
      code: 'ALREADY_EXISTS',
      message: `The day has a rate of ${present.rate}: give its version ${present.version} as expectedVersion to replace it.`,
      path: DAY_PATH,
    };
  }
  return expectedVersion === present.version ? undefined : stale(present.version);
}

function published(currencyCode: string): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message: `The European Central Bank publishes ${currencyCode} around that day; its rates come with its file, and a day without one takes the last before it.`,
    path: ['input', 'currencyCode'],
  };
}

import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/index.js';
import { PARTITION_MONTHS } from './partition.rules.js';
import { RelayRepository } from './relay.repository.js';

export interface RebuildOptions {
  /** The first days of the first and the last month; without them, all that there are. */
  from?: string;
  to?: string;
  /** Months that are rebuilt side by side, each on a connection of its own. */
  workers: number;
  report: (done: RebuiltMonth) => void;
}

export interface RebuiltMonth {
  month: string;
  facts: number;
  seconds: number;
  done: number;
  of: number;
}

const MINUTES = 120;

/** Makes facts and rollups anew from the events. Readers see each month as it was until it is done. */
@Injectable()
export class RebuildSales {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: RelayRepository,
  ) {}

  /** Returns how many facts there are in the months. */
  async run({ from, to, workers, report }: RebuildOptions): Promise<number> {
    const reason = 'rebuilds sales';
    const known = await this.unitOfWork.runSystem(
      reason,
      async (tx) => {
        await this.repository.makePartitions(tx, PARTITION_MONTHS);
        return this.repository.months(tx);
      },
      { statementMinutes: MINUTES },
    );
    const months = known.filter(
      (month) =>
        month >= (from ?? month).slice(0, 7) && month.slice(0, 7) <= (to ?? month).slice(0, 7),
    );
    const waiting = [...months];
    let total = 0;
    let done = 0;
    const work = async (): Promise<void> => {
      for (let month = waiting.shift(); month !== undefined; month = waiting.shift()) {
        const started = performance.now();
        const which = month;
        const facts = await this.unitOfWork.runSystem(
          reason,
          (tx) => this.repository.rebuild(tx, which),
          { statementMinutes: MINUTES, keyed: true },
        );
        total += facts;
        done += 1;
        const seconds = (performance.now() - started) / 1000;
        report({ month, facts, seconds, done, of: months.length });
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
    return total;
  }
}

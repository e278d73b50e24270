import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/index.js';
import { RelayRepository, type SalesDifference } from './relay.repository.js';

/** A month of many orders takes a while. */
const MINUTES = 30;

/** Compares order lines, events, facts and rollups, a month after the other. */
@Injectable()
export class CompareSales {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: RelayRepository,
  ) {}

  /** No difference is the only good answer. */
  async run(
    report: (month: string, found: number) => void = () => undefined,
    signal?: AbortSignal,
  ): Promise<SalesDifference[]> {
    const reason = 'compares sales with the orders';
    const months = await this.unitOfWork.runSystem(reason, (tx) => this.repository.months(tx), {
      statementMinutes: MINUTES,
    });
    const all: SalesDifference[] = [];
    for (const month of months) {
      signal?.throwIfAborted();
      const found = await this.unitOfWork.runSystem(
        reason,
        (tx) => this.repository.differences(tx, month),
        { statementMinutes: MINUTES },
      );
      report(month, found.length);
      all.push(...found);
    }
    return all;
  }
}

import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { Statements, Tx } from '../platform/database/index.js';
import type { TaxRate } from './region.type.js';

export interface TaxRateRow {
  id: string;
  rate: string;
  version: number;
}

/** The rate as it is stored, without zeros at its end. */
const WRITTEN = 'RETURNING id, trim_scale(rate)::text AS rate, version';

@Injectable()
export class TaxRateRepository {
  /** Every rate of each market, in the order of time. */
  list(
    tx: Statements,
    marketCodes: readonly string[],
  ): Promise<(TaxRate & { marketCode: string })[]> {
    return tx.query<TaxRate & { marketCode: string }>(
      `SELECT id, market_code AS "marketCode", valid_from::text AS "from", trim_scale(rate)::text AS rate, version,
         lead(valid_from) OVER (PARTITION BY market_code ORDER BY valid_from)::text AS "until"
       FROM market.tax_rate WHERE market_code = ANY ($1) ORDER BY market_code, valid_from`,
      [marketCodes],
    );
  }

  async find(tx: Tx, marketCode: string, from: string): Promise<TaxRateRow | undefined> {
    const [row] = await tx.query<TaxRateRow>(
      `SELECT id, trim_scale(rate)::text AS rate, version FROM market.tax_rate WHERE market_code = $1 AND valid_from = $2`,
      [marketCode, from],
    );
    return row;
  }

  async add(
    tx: Tx,
    marketCode: string,
    given: { id: string; from: string; rate: string },
  ): Promise<TaxRateRow> {
    return written(
      await tx.query<TaxRateRow>(
        `INSERT INTO market.tax_rate (id, market_code, valid_from, rate) VALUES ($1, $2, $3, $4) ${WRITTEN}`,
        [given.id, marketCode, given.from, given.rate],
      ),
    );
  }

  /** The market is locked, so that nobody else corrects it meanwhile. */
  async correct(tx: Tx, { id }: TaxRateRow, rate: string): Promise<TaxRateRow> {
    return written(
      await tx.query<TaxRateRow>(
        `UPDATE market.tax_rate SET rate = $2, version = version + 1 WHERE id = $1 ${WRITTEN}`,
        [id, rate],
      ),
    );
  }

  async remove(tx: Tx, { id }: TaxRateRow): Promise<void> {
    await tx.query('DELETE FROM market.tax_rate WHERE id = $1', [id]);
  }
}

function written([row]: TaxRateRow[]): TaxRateRow {
  assert(row !== undefined, 'The rate was not written.');
  return row;
}

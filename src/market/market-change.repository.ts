import { Injectable } from '@nestjs/common';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import { COUNTRY_CODES } from './country.rules.js';
import { MarketEntity } from './market.entity.js';
import type { MarketState } from './market.machine.js';
import { invalid } from './market.problems.js';
import { isWithin } from './market.sight.js';

registerConstraint('market_pkey', {
  code: 'ALREADY_EXISTS',
  message: 'There is a market with this code already.',
  path: ['input', 'code'],
});
// The zones that Node.js knows and those that PostgreSQL knows may come from different years.
registerConstraint(
  'market_time_zone_check',
  invalid(['input', 'timeZone'], 'TIME_ZONE', 'Give an IANA time zone, such as Europe/Berlin.'),
);

export interface NewMarket {
  id: string;
  code: string;
  name: string;
  currencyCode: string;
  defaultLocale: string;
  timeZone: string;
  taxName: string;
}

export type MarketEdit = Partial<Omit<NewMarket, 'id' | 'code'>>;

@Injectable()
export class MarketChangeRepository {
  /** Undefined where there is none, or none in the regions; null stands for all regions. */
  async find(
    tx: Tx,
    code: string,
    regions: readonly string[] | null,
  ): Promise<MarketEntity | undefined> {
    // What cannot be a code, such as a text with NUL, must not reach the database.
    if (!COUNTRY_CODES.has(code)) return undefined;
    const market = await tx.manager.findOneBy(MarketEntity, { code });
    return market && isWithin(regions, market.regionId) ? market : undefined;
  }

  /** Nobody books a sale there, or adds what has its currency, until the transaction has ended. */
  async lock(tx: Tx, code: string): Promise<void> {
    await tx.query('SELECT market.await_orders($1)', [code]);
  }

  async add(tx: Tx, market: NewMarket): Promise<void> {
    await tx.query(
      `INSERT INTO market.market (id, code, name, currency_code, default_locale, time_zone, tax_name, state)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'PLANNED')`,
      [
        market.id,
        market.code,
        market.name,
        market.currencyCode,
        market.defaultLocale,
        market.timeZone,
        market.taxName,
      ],
    );
  }

  /** What is absent stays. False: it is at another version. */
  async edit(tx: Tx, code: string, version: number, edit: MarketEdit): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE market.market SET name = coalesce($3, name), currency_code = coalesce($4, currency_code),
         default_locale = coalesce($5, default_locale), time_zone = coalesce($6, time_zone),
         tax_name = coalesce($7, tax_name), version = version + 1
       WHERE code = $1 AND version = $2 RETURNING version`,
      [
        code,
        version,
        edit.name ?? null,
        edit.currencyCode ?? null,
        edit.defaultLocale ?? null,
        edit.timeZone ?? null,
        edit.taxName ?? null,
      ],
    );
    return rows.length > 0;
  }

  /** False: it is at another version. */
  async move(
    tx: Tx,
    { code, version }: MarketEntity,
    to: { state: MarketState; pausedReason: string | null },
  ): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE market.market SET state = $3, paused_reason = $4, version = version + 1
       WHERE code = $1 AND version = $2 RETURNING version`,
      [code, version, to.state, to.pausedReason],
    );
    return rows.length > 0;
  }

  async raiseRevision(tx: Tx, code: string | null): Promise<void> {
    await tx.query('SELECT market.raise_revision($1)', [code]);
  }

  /** What has amounts in the market's currency, or was ordered in it, in words. */
  async usersOfCurrency(tx: Tx, code: string): Promise<string[]> {
    const [row] = await tx.query<{ users: string[]; ordered: boolean }>(
      `SELECT pricing.users_of_market($1) AS users,
         EXISTS (SELECT FROM orders.order_market_v WHERE market_code = $1) AS ordered`,
      [code],
    );
    return row ? [...row.users, ...(row.ordered ? ['orders'] : [])] : [];
  }
}

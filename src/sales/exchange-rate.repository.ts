import { Injectable } from '@nestjs/common';
import { assert, type PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { ExchangeRate, ExchangeRateSource } from './exchange-rate.type.js';

/** One lock for all who write rates. */
const WRITERS = 720_114_031;

export interface RateSelection {
  currencyCodes?: readonly string[] | null;
  from?: string | null;
  to?: string | null;
  source?: ExchangeRateSource | null;
}

export interface GivenRate {
  currencyCode: string;
  day: string;
  rate: string;
}

/** A stored rate for which another one was given. */
export interface DifferentRate extends GivenRate {
  id: string;
  source: ExchangeRateSource;
  version: number;
  /** The other one. */
  given: string;
}

/** What one currency is worth in another, and through which rates; null where there is none. */
export interface ConversionRow {
  factor: string | null;
  fromRate: string | null;
  fromDay: string | null;
  fromSource: ExchangeRateSource | null;
  toRate: string | null;
  toDay: string | null;
  toSource: ExchangeRateSource | null;
}

const COLUMNS = `id, currency_code AS "currencyCode", day::text AS day, trim_scale(rate)::text AS rate, source, note, version`;

const GIVEN = 'unnest($1::text[], $2::date[], $3::numeric[]) AS g (currency_code, day, rate)';

@Injectable()
export class ExchangeRateRepository {
  /** Today where the day begins first: nobody anywhere can have a rate of a later one. */
  async latestDay(tx: Tx): Promise<string> {
    const [row] = await tx.query<{ day: string }>(
      `SELECT (now() AT TIME ZONE 'Pacific/Kiritimati')::date::text AS day`,
    );
    assert(row !== undefined, 'The database knows no day.');
    return row.day;
  }

  /** Writers take turns until their transactions end, so that what one has compared stays true. */
  async lockWriting(tx: Tx): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [WRITERS]);
  }

  async find(tx: Tx, currencyCode: string, day: string): Promise<ExchangeRate | null> {
    const [row] = await tx.query<ExchangeRate>(
      `SELECT ${COLUMNS} FROM sales.exchange_rate WHERE currency_code = $1 AND day = $2`,
      [currencyCode, day],
    );
    return row ?? null;
  }

  /** Whether the bank has published the currency within so many days of the day. */
  async isPublished(tx: Tx, currencyCode: string, day: string, days: number): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM sales.exchange_rate
       WHERE currency_code = $1 AND source = 'ECB' AND day BETWEEN $2::date - $3::int AND $2::date + $3::int LIMIT 1`,
      [currencyCode, day, days],
    );
    return rows.length > 0;
  }

  async add(tx: Tx, rate: GivenRate & { note: string | null }): Promise<ExchangeRate> {
    return written(
      await tx.query<ExchangeRate>(
        `INSERT INTO sales.exchange_rate (currency_code, day, rate, note, source)
         VALUES ($1, $2, $3, $4, 'STAFF') RETURNING ${COLUMNS}`,
        [rate.currencyCode, rate.day, rate.rate, rate.note],
      ),
    );
  }

  async replace(
    tx: Tx,
    { id }: ExchangeRate,
    to: { rate: string; note: string | null },
  ): Promise<ExchangeRate> {
    return written(
      await tx.query<ExchangeRate>(
        `UPDATE sales.exchange_rate SET rate = $2, note = $3, source = 'STAFF', version = version + 1
         WHERE id = $1 RETURNING ${COLUMNS}`,
        [id, to.rate, to.note],
      ),
    );
  }

  async remove(tx: Tx, { id }: ExchangeRate): Promise<void> {
    await tx.query('DELETE FROM sales.exchange_rate WHERE id = $1', [id]);
  }

  /** The stored rates that are not what was given, and those of the demo, which nobody gave. */
  different(tx: Tx, given: readonly GivenRate[]): Promise<DifferentRate[]> {
    return tx.query<DifferentRate>(
      `SELECT e.id, e.currency_code AS "currencyCode", e.day::text AS day, trim_scale(e.rate)::text AS rate, e.source,
         e.version, trim_scale(g.rate)::text AS given
       FROM ${GIVEN} JOIN sales.exchange_rate e USING (currency_code, day)
       WHERE e.rate <> g.rate OR e.source = 'DEMO' ORDER BY e.day, e.currency_code`,
      columnsOf(given),
    );
  }

  /** Gives each the rate that the bank gave for it. */
  async correct(tx: Tx, rates: readonly DifferentRate[]): Promise<void> {
    await tx.query(
      `UPDATE sales.exchange_rate e SET rate = g.rate, source = 'ECB', note = NULL, version = e.version + 1
       FROM unnest($1::uuid[], $2::numeric[]) AS g (id, rate) WHERE e.id = g.id`,
      [rates.map(({ id }) => id), rates.map(({ given }) => given)],
    );
  }

  /** Adds those of the bank that are not there yet, and tells how many. */
  async addMissing(tx: Tx, given: readonly GivenRate[]): Promise<number> {
    const rows = await tx.query(
      `INSERT INTO sales.exchange_rate (currency_code, day, rate, source)
       SELECT g.currency_code, g.day, g.rate, 'ECB' FROM ${GIVEN}
       ON CONFLICT (currency_code, day) DO NOTHING RETURNING 1`,
      columnsOf(given),
    );
    return rows.length;
  }

  page(tx: Tx, selection: RateSelection, plan: PagePlan): Promise<ExchangeRate[]> {
    const [day = null, currencyCode = null] = plan.cursor ?? [];
    return tx.query<ExchangeRate>(plan.direction === 'forward' ? PAGE_FORWARD : PAGE_BACKWARD, [
      ...valuesOf(selection),
      day,
      currencyCode,
      plan.fetch,
    ]);
  }

  async count(tx: Tx, selection: RateSelection): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM sales.exchange_rate r WHERE ${SELECTED}`,
      valuesOf(selection),
    );
    return row?.count ?? 0;
  }

  async conversion(tx: Tx, from: string, to: string, day: string): Promise<ConversionRow> {
    const [row] = await tx.query<ConversionRow>(
      `SELECT trim_scale(factor)::text AS factor, trim_scale(from_rate)::text AS "fromRate", from_day::text AS "fromDay",
         from_source AS "fromSource", trim_scale(to_rate)::text AS "toRate", to_day::text AS "toDay",
         to_source AS "toSource"
       FROM sales.conversions(ARRAY[$1], ARRAY[$3::date], $2)`,
      [from, to, day],
    );
    assert(row !== undefined, 'A currency of the API is not in the database.');
    return row;
  }
}

const SELECTED = `($1::text[] IS NULL OR r.currency_code = ANY ($1)) AND ($2::date IS NULL OR r.day >= $2)
  AND ($3::date IS NULL OR r.day <= $3) AND ($4::text IS NULL OR r.source = $4)`;

const PAGE_FORWARD = `SELECT ${COLUMNS} FROM sales.exchange_rate r WHERE ${SELECTED}
    AND ($5::date IS NULL OR r.day < $5 OR (r.day = $5 AND r.currency_code > $6))
  ORDER BY r.day DESC, r.currency_code LIMIT $7`;

const PAGE_BACKWARD = `SELECT ${COLUMNS} FROM sales.exchange_rate r WHERE ${SELECTED}
    AND ($5::date IS NULL OR r.day > $5 OR (r.day = $5 AND r.currency_code < $6))
  ORDER BY r.day, r.currency_code DESC LIMIT $7`;

function valuesOf({ currencyCodes, from, to, source }: RateSelection): unknown[] {
  return [currencyCodes ?? null, from ?? null, to ?? null, source ?? null];
}

function columnsOf(given: readonly GivenRate[]): unknown[] {
  return [
    given.map(({ currencyCode }) => currencyCode),
    given.map(({ day }) => day),
    given.map(({ rate }) => rate),
  ];
}

function written([row]: ExchangeRate[]): ExchangeRate {
  assert(row !== undefined, 'The rate was not written.');
  return row;
}

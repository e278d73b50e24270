import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

/** How far facts and rollups are behind. */
export interface SalesLag {
  /** Events that wait. */
  events: number;
  /** The age of the oldest of them. */
  seconds: number;
}

/** A row in which order lines, events, facts and rollups are not the same. */
export interface SalesDifference {
  entity: string;
  entityId: string;
  detail: string;
}

/** What keeps facts and rollups; every method needs sight of all rows: inside runSystem. */
@Injectable()
export class RelayRepository {
  /** How many events were moved; -1 when another process is at it. */
  async relay(tx: Tx, limit: number): Promise<number> {
    const [row] = await tx.named<{ moved: number }>(
      'sales.relay',
      'SELECT sales.relay($1) AS moved',
      [limit],
    );
    return row?.moved ?? 0;
  }

  async lag(tx: Tx): Promise<SalesLag> {
    const [row] = await tx.query<SalesLag>(
      'SELECT events::float8 AS events, seconds::float8 AS seconds FROM sales.lag_v',
    );
    return row ?? { events: 0, seconds: 0 };
  }

  /** How many partitions were missing, up to so many months from now. */
  async makePartitions(tx: Tx, months: number): Promise<number> {
    const [row] = await tx.query<{ made: number }>(
      `SELECT sales.make_partitions((now() + make_interval(months => $1))::date) AS made`,
      [months],
    );
    return row?.made ?? 0;
  }

  /** The months from the first to the last of which there are events, facts or sums, as their first days. */
  async months(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ month: string }>(
      `SELECT m::date::text AS month FROM (
         SELECT least((SELECT min(day) FROM sales.event), (SELECT min(day) FROM sales.day_category),
             (SELECT min(month) FROM sales.month_region), (SELECT min(month) FROM sales.month_variant),
             (SELECT min(day) FROM sales.day_reseller), to_date((SELECT min(date_key) FROM reporting.fact_sales)::text, 'YYYYMMDD')) AS first,
           greatest((SELECT max(day) FROM sales.event), (SELECT max(day) FROM sales.day_category),
             (SELECT max(month) FROM sales.month_region), (SELECT max(month) FROM sales.month_variant),
             (SELECT max(day) FROM sales.day_reseller), to_date((SELECT max(date_key) FROM reporting.fact_sales)::text, 'YYYYMMDD')) AS last
       ) known
       CROSS JOIN LATERAL generate_series(date_trunc('month', known.first::timestamp), known.last, interval '1 month') m
       ORDER BY 1`,
    );
    return rows.map(({ month }) => month);
  }

  /** How many facts the month has afterwards. */
  async rebuild(tx: Tx, month: string): Promise<number> {
    const [row] = await tx.query<{ facts: number }>(
      'SELECT sales.rebuild_month($1)::float8 AS facts',
      [month],
    );
    return row?.facts ?? 0;
  }

  /** What is not the same in a month. */
  differences(tx: Tx, month: string): Promise<SalesDifference[]> {
    return tx.query<SalesDifference>(
      `SELECT entity, entity_id AS "entityId", detail
       FROM sales.differences($1::date, ($1::date + interval '1 month')::date) ORDER BY 1, 2, 3`,
      [month],
    );
  }
}

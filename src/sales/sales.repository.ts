import { Injectable } from '@nestjs/common';
import type { Statements } from '../platform/database/index.js';
import type { Aggregate } from './sales-aggregate.sql.js';
import type { FoundNames, SalesNamed } from './sales-names.sql.js';
import { salesSql, type SalesStatement } from './sales-query.sql.js';
import type { SalesSource } from './sales-plan.rules.js';
import { reconcileSql } from './sales-reconcile.sql.js';

/** A value, its share and, where it is compared, the previous one, the change and that in percent. */
export type MeasuredRow = (string | null)[];

export interface SalesAnswer {
  total: number;
  rows: {
    keys: { id: string | null; code: string | null; name: string | null }[];
    period: string;
    currency: string;
    values: MeasuredRow[];
    terms: string[];
  }[];
  totals: { currency: string; values: MeasuredRow[] }[] | null;
  rates: {
    sources: string[];
    other: { currency: string; day: string; used: string | null }[];
  } | null;
  /** Null where there was nothing to look up. */
  names: FoundNames | null;
  asOf: Date;
}

export interface ReconcileAnswer {
  readings: {
    source: SalesSource;
    currency: string;
    values: (string | null)[];
    orders: string | null;
  }[];
  lines: {
    currency: string;
    lineUnits: string;
    factUnits: string;
    lineAmount: string;
    factAmount: string;
  }[];
  names: FoundNames | null;
  asOf: Date;
}

/** A plan takes some 100 kB of a session, and sessions end after a minute. */
const PLANNED_MAX = 200;

@Injectable()
export class SalesRepository {
  /** The names of statements by their texts. */
  private readonly planned = new Map<string, string>();

  /** Every source of the slice at once; the facts are the last of them. */
  async reconcile(
    one: Statements,
    sources: readonly Aggregate[],
    named: SalesNamed,
  ): Promise<ReconcileAnswer> {
    const facts = sources.at(-1);
    if (facts === undefined) throw new Error('The facts answer everything.');
    const { text, values } = reconcileSql(sources, facts, named);
    const [row] = await one.query<ReconcileAnswer>(text, values);
    if (row === undefined) throw new Error('A SELECT without FROM answered nothing.');
    return row;
  }

  async answer(one: Statements, statement: SalesStatement): Promise<SalesAnswer> {
    const { text, values } = salesSql(statement);
    const [row] = readsFacts(statement)
      ? await one.query<SalesAnswer>(text, values)
      : await this.run<SalesAnswer>(one, text, values);
    if (row === undefined) throw new Error('A SELECT without FROM answered nothing.');
    return row;
  }

  /**
   * Planning such a statement takes longer than running it, so its plan is kept with the connection, under a name. Only so
   * many statements get one: a caller who asks in ever new ways must not fill the memory of sessions with plans.
   */
  private run<Row>(one: Statements, text: string, values: unknown[]): Promise<Row[]> {
    let name = this.planned.get(text);
    if (name === undefined && this.planned.size < PLANNED_MAX) {
      name = `sales.question.${this.planned.size}`;
      this.planned.set(text, name);
    }
    return name === undefined ? one.query<Row>(text, values) : one.named<Row>(name, text, values);
  }
}

/**
 * A plan that is kept has to do for any days: of the facts it would hold each month that there is, which takes megabytes of a
 * session, and longer than planning for the months that are asked for twenty times.
 */
function readsFacts({ rows, compared, totals, comparedTotals }: SalesStatement): boolean {
  return [rows, compared, totals, comparedTotals].some((part) => part?.source === 'FACTS');
}

import { assert, newId } from '../../kernel/index.js';
import type { Tx } from '../../platform/database/index.js';
import { dayOn, optionalDayOn, type DemoDay } from './demo-day.js';

type DemoKind =
  | 'region'
  | 'product'
  | 'variant'
  | 'spec'
  | 'user'
  | 'membership'
  | 'reseller'
  | 'address'
  | 'agreement'
  | 'credit'
  | 'priceList'
  | 'bid'
  | 'location'
  | 'application';

export type DemoRow = Readonly<Record<string, unknown>>;

/** What every part of the demo needs: the transaction, the day it is seeded on, and the ids given so far. */
export class DemoSeed {
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly tx: Tx,
    /** The instant at which the channel is seeded. */
    readonly now: Date,
  ) {}

  /** The seed day: the day of `now` in UTC, YYYY-MM-DD. */
  get today(): string {
    return this.now.toISOString().slice(0, 10);
  }

  /** The id of what the data calls `key`; the first time it is asked for, it is made. */
  id(kind: DemoKind, key: string): string {
    const name = `${kind}/${key}`;
    const id = this.ids.get(name) ?? newId();
    this.ids.set(name, id);
    return id;
  }

  day(day: DemoDay): string {
    return dayOn(this.today, day);
  }

  optionalDay(day: DemoDay | undefined): string | null {
    return optionalDayOn(this.today, day);
  }

  /** Ten in the morning, UTC, of a day. */
  instant(day: DemoDay): string {
    return `${this.day(day)}T10:00:00Z`;
  }

  /** Inserts all rows in one statement; the columns are those that the first row names, the others keep their defaults. */
  async insert(table: string, rows: readonly DemoRow[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const values = JSON.stringify(rows, (_key, value: unknown) => asJson(value));
    await this.tx.query(insertText(table, Object.keys(first)), [values]);
  }

  async query<Row>(text: string, values?: unknown[]): Promise<Row[]> {
    return this.tx.query<Row>(text, values);
  }
}

/** JSON has no bigint; PostgreSQL reads the text as one. */
function asJson(value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/;

function insertText(table: string, columns: readonly string[]): string {
  for (const name of [table, ...columns]) assert(NAME.test(name), `${name} is no SQL name.`);
  const list = columns.join(', ');
  return `INSERT INTO ${table} (${list})
    SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`;
}

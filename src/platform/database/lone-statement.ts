import type pg from 'pg';
import { ScopedStatement, type Opening } from './scoped-statement.js';
import type { Statements } from './transaction.js';
import type { Traffic } from './unit-plan.js';

/** Which of the statements that set a scope a connection has already parsed. */
const parsed = new WeakMap<pg.ClientBase, Set<string>>();

/** Sends one statement, with its scope, as a transaction of its own, in one message. */
export class LoneStatement implements Statements {
  readonly traffic: Traffic = { statements: 0, rows: 0 };
  /** From here on a broken connection leaves open whether a change was saved. */
  isSent = false;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly opening: Opening,
    private readonly statementMs: number | undefined,
  ) {}

  query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.send({ text, values });
  }

  named<Row>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return this.send({ name, text, values });
  }

  private async send<Row>(config: pg.QueryConfig<unknown[]>): Promise<Row[]> {
    if (this.traffic.statements > 0) {
      throw new Error('This unit of work sends one statement: use read or run for several.');
    }
    this.traffic.statements += 1;
    await this.parseOpening();
    this.isSent = true;
    const limit = this.statementMs === undefined ? {} : { query_timeout: this.statementMs + 1000 };
    return new Promise((done, fail) => {
      const callback = (error: Error | undefined, result?: { rows: Row[] }) => {
        const rows = result?.rows ?? [];
        this.traffic.rows += rows.length;
        if (error) fail(error);
        else done(rows);
      };
      this.client.query(new ScopedStatement(this.opening, { ...config, ...limit }, callback));
    });
  }

  /** Once per connection. Outside a transaction it sets nothing that outlives it. */
  private async parseOpening(): Promise<void> {
    const { name, text, values } = this.opening;
    const names = parsed.get(this.client) ?? new Set<string>();
    if (names.has(name)) return;
    await this.client.query({ name, text, values });
    parsed.set(this.client, names.add(name));
  }
}

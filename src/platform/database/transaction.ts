import type pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { Traffic } from './unit-plan.js';

/** Where statements go: to a transaction, or each to one of its own. */
export interface Statements {
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** A prepared statement: the same name must always come with the same text. */
  named<Row>(name: string, text: string, values: unknown[]): Promise<Row[]>;
}

/** What a unit of work runs its statements through. It is of no use after the unit has ended. */
export interface Tx extends Statements {
  /** TypeORM on the same connection, inside the same transaction. */
  readonly manager: EntityManager;
  /** The database's time at BEGIN. */
  readonly now: Date;
  /** Runs after COMMIT, in order; a failure is logged and changes nothing. */
  afterCommit(effect: () => void | Promise<void>): void;
}

/** One attempt at a unit of work, on one connection. */
export class Transaction implements Tx {
  readonly effects: (() => void | Promise<void>)[] = [];
  readonly traffic: Traffic = { statements: 0, rows: 0 };
  private ended = false;
  private entityManager: EntityManager | undefined;
  readonly now: Date;
  /** The client's own limit, a moment behind the server's. */
  private readonly limit: { query_timeout?: number };

  constructor(
    private readonly client: pg.ClientBase,
    private readonly dataSource: DataSource,
    { now, statementMs }: { now: Date; statementMs: number | undefined },
  ) {
    this.now = now;
    this.limit = statementMs === undefined ? {} : { query_timeout: statementMs + 1000 };
  }

  async query<Row>(text: string, values?: unknown[]): Promise<Row[]> {
    this.count();
    const result = await this.client.query<Row & pg.QueryResultRow>({
      text,
      values,
      ...this.limit,
    });
    this.traffic.rows += result.rows.length;
    return result.rows;
  }

  async named<Row>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    this.count();
    const result = await this.client.query<Row & pg.QueryResultRow>({
      name,
      text,
      values,
      ...this.limit,
    });
    this.traffic.rows += result.rows.length;
    return result.rows;
  }

  get manager(): EntityManager {
    this.entityManager ??= this.openManager();
    return this.entityManager;
  }

  afterCommit(effect: () => void | Promise<void>): void {
    this.effects.push(effect);
  }

  /** Statements that come later, from work that was not awaited, must fail instead of running outside. */
  end(): void {
    this.ended = true;
    if (this.entityManager?.queryRunner) {
      Object.assign(this.entityManager.queryRunner, { isReleased: true });
    }
  }

  /**
   * TypeORM borrows our connection: its runner takes it as its own and knows that a transaction is open, so that
   * save() adds no second one and transaction() makes a savepoint.
   */
  private openManager(): EntityManager {
    const runner = this.dataSource.createQueryRunner();
    const query = runner.query.bind(runner);
    Object.assign(runner, {
      databaseConnection: this.client,
      isTransactionActive: true,
      transactionDepth: 1,
      query: async (text: string, values?: unknown[], structured?: boolean): Promise<unknown> => {
        this.count();
        // The structured answer is the plain one with the rows beside it.
        const result = await query(text, values, true);
        this.traffic.rows += result.records.length;
        return structured === true ? result : result.raw;
      },
    });
    return runner.manager;
  }

  private count(): void {
    if (this.ended) {
      throw new Error('This unit of work has ended: await everything that you start in it.');
    }
    this.traffic.statements += 1;
  }
}

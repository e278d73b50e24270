import pg from 'pg';

/** The prepared statement that sets a scope, with its values. */
export interface Opening {
  name: string;
  text: string;
  values: string[];
}

type Callback<Row> = (error: Error | undefined, result?: { rows: Row[] }) => void;

/** What node-postgres calls on a statement of its own while the answer arrives. */
interface Receiver extends pg.Submittable {
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: pg.Connection): void;
  handleEmptyQuery(connection: pg.Connection): void;
  handleReadyForQuery(connection: pg.Connection): void;
  handleError(error: Error, connection: pg.Connection): void;
}

/**
 * One statement and, before it, the one that sets its scope, sent in one message up to one Sync. PostgreSQL runs what
 * comes before a Sync as one transaction, so the scope holds for the statement, ends with it, and neither BEGIN nor COMMIT
 * is sent. The opening must have been parsed on the connection before.
 */
export class ScopedStatement<Row> implements Receiver {
  readonly name: string | undefined;
  readonly text: string;
  readonly query_timeout: number | undefined;
  /** node-postgres puts its own around this one, to end what takes too long. */
  callback: Callback<Row>;
  private readonly statement: Receiver;
  private isScoped = false;

  constructor(
    private readonly opening: Opening,
    config: pg.QueryConfig<unknown[]> & { query_timeout?: number },
    callback: Callback<Row>,
  ) {
    this.name = config.name;
    this.text = config.text;
    this.query_timeout = config.query_timeout;
    this.callback = callback;
    // Without values it would go out as a message of another kind, with a transaction of its own.
    const extended = { ...config, queryMode: 'extended' };
    const statement = new pg.Query<Row & pg.QueryResultRow>(extended, (error, result) =>
      this.callback(error, result),
    );
    if (!isReceiver(statement)) throw new Error('This version of node-postgres is not known.');
    this.statement = statement;
  }

  submit = (connection: pg.Connection): unknown => {
    const { name, values } = this.opening;
    const { stream } = connection;
    stream.cork();
    try {
      connection.bind({ statement: name, values }, true);
      connection.execute(null, true);
      const refused: unknown = this.statement.submit(connection);
      // A name with two texts: the connection has half a message and is of no more use.
      if (refused instanceof Error) stream.destroy();
      return refused;
    } finally {
      stream.uncork();
    }
  };

  handleRowDescription(message: unknown): void {
    this.statement.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    if (this.isScoped) this.statement.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (this.isScoped) this.statement.handleCommandComplete(message, connection);
    else this.isScoped = true;
  }

  handleEmptyQuery(connection: pg.Connection): void {
    this.statement.handleEmptyQuery(connection);
  }

  handleReadyForQuery(connection: pg.Connection): void {
    this.statement.handleReadyForQuery(connection);
  }

  handleError(error: Error, connection: pg.Connection): void {
    this.statement.handleError(error, connection);
  }
}

function isReceiver(statement: pg.Submittable): statement is Receiver {
  return 'handleDataRow' in statement && 'handleReadyForQuery' in statement;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

const url = `${process.env['PORTAL_URL'] ?? 'http://localhost:4000'}/graphql`;

interface Answer<Result> {
  data?: Result | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** What the portal said against a request, or that nothing came back. */
export class PortalError extends Error {
  constructor(
    message: string,
    /** Whether the same request may pass a moment later. */
    readonly passing: boolean,
  ) {
    super(message);
  }
}

const PASSING = ['UNAVAILABLE', 'RATE_LIMITED', 'CONFLICT', 'INTERNAL'];

/** A client of a few lines: the types of variables and result come with the operation. */
export class Portal {
  constructor(private token: string | undefined) {}

  authorize(token: string): void {
    this.token = token;
  }

  async send<Result, Variables>(
    operation: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const { data, errors } = await this.post<Result>({ query: print(operation), variables });
    if (data) return data;
    const [first] = errors ?? [];
    throw new PortalError(
      first?.message ?? 'No data came back.',
      PASSING.includes(first?.extensions?.code ?? ''),
    );
  }

  /** Sends the same again until an answer comes: only for what carries an idempotency key, or changes nothing. */
  async sendUntilAnswered<Result, Variables>(
    operation: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.send(operation, variables);
      } catch (error) {
        if (attempt === 5 || !(error instanceof PortalError && error.passing)) throw error;
        await sleep(200 * 2 ** attempt);
      }
    }
  }

  private async post<Result>(body: object): Promise<Answer<Result>> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Answer<Result>;
    } catch (error) {
      throw new PortalError(`The portal does not answer: ${String(error)}`, true);
    }
  }
}

import type { INestApplication } from '@nestjs/common';
import supertest from 'supertest';

export interface GraphqlError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; requestId: string; [fact: string]: unknown };
}

export interface GraphqlResponse<Data> {
  status: number;
  headers: Record<string, string>;
  body: { data?: Data | null; errors?: GraphqlError[] };
  /** The data; null when there is none. */
  data: Data | null;
  errors: GraphqlError[];
}

/** Sends one operation over HTTP, as a client would. `Data` says what the test expects to read. */
export async function gql<Data = Record<string, unknown>>(
  app: INestApplication,
  query: string,
  variables?: Record<string, unknown>,
  token?: string,
): Promise<GraphqlResponse<Data>> {
  const request = supertest(app.getHttpServer())
    .post('/graphql')
    .set('accept', 'application/graphql-response+json, application/json');
  if (token !== undefined) request.set('authorization', `Bearer ${token}`);
  const { status, headers, body } = await request.send({ query, variables });
  const answer = body as GraphqlResponse<Data>['body'];
  return { status, headers, body: answer, data: answer.data ?? null, errors: answer.errors ?? [] };
}

/** The codes of the errors, in their order: what most tests compare. */
export function codesOf(response: GraphqlResponse<unknown>): string[] {
  return response.errors.map((error) => error.extensions.code);
}

import http from 'node:http';
import { send, type Request } from './http-load.js';

export function graphqlRequest(
  url: string,
  token: string | undefined,
  body: { query: string; variables?: object },
): Request {
  return { url: `${url}/graphql`, headers: jsonHeaders(token), body: JSON.stringify(body) };
}

/** Without a token, of somebody unknown. */
export function jsonHeaders(token?: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}

/** Asks once and throws what is not 200. */
export async function ask<Answer>(request: Request): Promise<Answer> {
  const agent = new http.Agent();
  const [status, text] = await send(agent, request);
  agent.destroy();
  if (status !== 200) throw new Error(failureOf(status, text));
  return JSON.parse(text) as Answer;
}

/** Without what differs every time, so that the same failures can be counted. */
export function failureOf(status: number, text: string): string {
  return `${status} ${text.replaceAll(/"requestId":"[^"]*"/g, '').slice(0, 300)}`;
}

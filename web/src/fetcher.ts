import type { GraphiQLProps } from 'graphiql';
import { useCallback } from 'react';
import { EXAMPLES } from './example-list.js';
import { isUnedited, missingFacts } from './example.js';
import type { Answer, Operation } from './portal-client.js';
import type { Session } from './session.js';

type Fetcher = GraphiQLProps['fetcher'];
type Headers = Record<string, string>;

/** How the editor sends what is in it; `fill` puts new variables into the open example. */
export function useFetcher(session: Session, fill: () => void): Fetcher {
  return useCallback<Fetcher>(
    ({ query, variables, operationName }, options) => {
      const headers = options?.headers;
      const operation: Operation = { query, variables, operationName: operationName ?? null };
      return answerOf(session, operation, { headers, fill }) as ReturnType<Fetcher>;
    },
    [session, fill],
  );
}

/**
 * A request of the editor. Its own headers come last: who writes an Authorization header there means it. Shortly after
 * a tab was opened the editor still names the operation of the one before, which is then left out.
 */
async function answerOf(
  session: Session,
  { query, variables, operationName }: Operation,
  { headers, fill }: { headers: Headers | undefined; fill: () => void },
): Promise<Answer> {
  const text = JSON.stringify(variables ?? {});
  const example = EXAMPLES.find((each) => isUnedited(each, { query, variables: text }));
  const missing = example ? missingFacts(example, text) : [];
  if (missing.length > 0) return { errors: [{ message: nothingFor(missing) }] };
  const named = operationName != null && query.includes(operationName);
  const answer = await session.send({ query, variables, ...(named && { operationName }) }, headers);
  if (example?.next) fill();
  return answer;
}

function nothingFor(names: readonly string[]): string {
  const list = names.map((name) => `{${name}}`).join(', ');
  return `Nothing was sent: there is nothing to put in for ${list} now. The example says at its top what comes before it; then press "Fill in the variables of the example anew".`;
}

/** What goes to the server; the editor gives the rest of a request besides. */
export interface Operation {
  query: string;
  variables?: unknown;
  operationName?: string | null;
}

export interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export interface Reply {
  answer: Answer;
  /** When the server answered, by its own clock. */
  serverTime: number;
}

/** Sends an operation to the server that this page came from. */
export async function send(
  operation: Operation,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(location.pathname, {
    method: 'POST',
    credentials: 'omit',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...headers,
    },
    body: JSON.stringify({
      query: operation.query,
      variables: operation.variables ?? undefined,
      operationName: operation.operationName ?? undefined,
    }),
  }).catch(() => {
    throw new Error('The portal does not answer. Is it running, and is the network there?');
  });
  const text = await response.text();
  return {
    answer: parse(text, response.status),
    serverTime: Date.parse(response.headers.get('date') ?? '') || Date.now(),
  };
}

function parse(text: string, status: number): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    // Something between us and the portal has answered.
    throw new Error(
      `The answer, with status ${status}, is not from the portal: ${text.slice(0, 200)}`,
    );
  }
}

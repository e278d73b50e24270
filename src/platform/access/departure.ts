import type { ServerResponse } from 'node:http';

/**
 * A signal of the moment at which the client goes without its answer. It costs something, so it is made when somebody
 * asks for it: whoever takes long.
 */
export function departureOf(
  response: Pick<ServerResponse, 'once' | 'closed' | 'writableFinished'>,
): () => AbortSignal {
  let controller: AbortController | undefined;
  return () => {
    if (controller === undefined) {
      const departing = new AbortController();
      controller = departing;
      const look = () => {
        if (!response.writableFinished) departing.abort();
      };
      if (response.closed) look();
      else response.once('close', look);
    }
    return controller.signal;
  };
}

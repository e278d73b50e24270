import type { IncomingMessage, ServerResponse } from 'node:http';

interface Deadline {
  response: ServerResponse;
  timer: NodeJS.Timeout;
}

const deadlines = new WeakMap<IncomingMessage, Deadline>();

/**
 * Ends a request whose body takes longer than this to arrive. Node has such a limit for a whole server; here a route that
 * takes files gives its senders more.
 */
export function bodyDeadline(milliseconds: number) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (!request.complete) {
      arm(request, response, milliseconds);
      const disarm = () => {
        clearTimeout(deadlines.get(request)?.timer);
      };
      request.once('end', disarm);
      request.once('close', disarm);
    }
    next();
  };
}

/** Counts the time anew, for a route whose senders need longer. */
export function extendBodyDeadline(request: IncomingMessage, milliseconds: number): void {
  const deadline = deadlines.get(request);
  if (deadline && !request.complete) arm(request, deadline.response, milliseconds);
}

function arm(request: IncomingMessage, response: ServerResponse, milliseconds: number): void {
  clearTimeout(deadlines.get(request)?.timer);
  const timer = setTimeout(() => {
    endLate(request, response);
  }, milliseconds);
  timer.unref();
  deadlines.set(request, { response, timer });
}

function endLate(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    request.destroy();
    return;
  }
  response.writeHead(408, { connection: 'close', 'content-length': '0' });
  response.end(() => {
    request.destroy();
  });
}

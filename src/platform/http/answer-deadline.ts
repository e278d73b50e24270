import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Ends a connection whose reader takes nothing of its answer for so long, since what waits for it holds memory. An answer
 * that is still worked on may take its time, and so may a slow reader who goes on reading.
 */
export function answerDeadline(milliseconds: number) {
  return ({ socket }: IncomingMessage, response: ServerResponse, next: () => void): void => {
    // Node sees to it that this is heard of only when nothing moved, in either direction.
    response.setTimeout(milliseconds, () => {
      if (response.headersSent && socket.writableLength > 0) socket.destroy();
      else socket.setTimeout(milliseconds);
    });
    next();
  };
}

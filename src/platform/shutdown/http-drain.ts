import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 300;

/**
 * Lets an HTTP server end without breaking a request: answers first tell their clients to close the connection, then
 * nothing new is accepted, and what runs is finished.
 */
export class HttpDrain {
  private readonly running = new Set<ServerResponse>();
  private draining = false;

  constructor(private readonly server: Server) {
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.running.add(response);
      response.once('close', () => this.running.delete(response));
      if (this.draining) {
        sayClose(response);
      }
    });
  }

  async drain(seconds: number): Promise<void> {
    this.draining = true;
    for (const response of this.running) {
      sayClose(response);
    }
    // Clients that keep a connection open learn with their next answer that they need another one.
    await sleep(GRACE_MS);
    this.server.close();
    const deadline = Date.now() + seconds * 1000;
    while (this.running.size > 0 && Date.now() < deadline) {
      await sleep(20);
      this.server.closeIdleConnections();
    }
    this.server.closeAllConnections();
  }
}

function sayClose(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader('Connection', 'close');
  }
}

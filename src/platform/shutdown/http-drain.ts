import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 300;
/** How long a connection that we have taken may need to bring its first request. */
const FIRST_REQUEST_MS = 1000;
/** A turn of the event loop in which little was done, and how long we look for one. */
const QUIET_TURN_MS = 0.5;
const QUIET_SEARCH_MS = 500;

/**
 * Lets an HTTP server end without breaking a request: answers first tell their clients to close the connection, then
 * nothing new is accepted, and what runs is finished.
 */
export class HttpDrain {
  private readonly running = new Set<ServerResponse>();
  /** Connections that have not sent anything yet, and since when. */
  private readonly fresh = new Map<Socket, number>();
  private draining = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.fresh.set(socket, Date.now());
      socket.once('close', () => this.fresh.delete(socket));
    });
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      this.fresh.delete(request.socket);
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
    await quietTurn();
    this.server.close();
    const deadline = Date.now() + seconds * 1000;
    while (this.isBusy() && Date.now() < deadline) {
      await sleep(20);
      this.server.closeIdleConnections();
    }
    this.server.closeAllConnections();
  }

  /** A request may be on its way on a connection that was taken in the last moment. */
  private isBusy(): boolean {
    const since = Date.now() - FIRST_REQUEST_MS;
    return this.running.size > 0 || [...this.fresh.values()].some((opened) => opened > since);
  }
}

/**
 * Closing a server breaks what the system has connected and we have not taken yet. Each turn of the event loop takes
 * all of that, so that nearly nothing is broken right after a short one.
 */
async function quietTurn(): Promise<void> {
  const deadline = performance.now() + QUIET_SEARCH_MS;
  for (let last = performance.now(); last < deadline;) {
    await nextTurn();
    const now = performance.now();
    if (now - last < QUIET_TURN_MS) return;
    last = now;
  }
}

function sayClose(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader('Connection', 'close');
  }
}

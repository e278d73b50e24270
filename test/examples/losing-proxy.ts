import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A network between a client and the portal, which loses the answers that it is told to lose. */
export class LosingProxy {
  /** How each request went: its method, and whether its answer was lost. */
  readonly seen: { method: string; body: string; lost: boolean }[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** `loses` decides by the body of a request, which the portal has then carried out already. */
  static async start(target: string, loses: (body: string) => boolean): Promise<LosingProxy> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const proxy = new LosingProxy(server, `http://127.0.0.1:${port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      proxy.pass(target, { request, response, loses }).catch(() => response.destroy());
    });
    return proxy;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async pass(
    target: string,
    exchange: {
      request: IncomingMessage;
      response: ServerResponse;
      loses: (body: string) => boolean;
    },
  ): Promise<void> {
    const { request, response, loses } = exchange;
    const sent = await buffer(request);
    const body = sent.toString();
    const method = request.method ?? 'GET';
    const headers = new Headers();
    for (const name of ['accept', 'authorization', 'content-type']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const answer = await fetch(`${target}${request.url}`, {
      method,
      headers,
      ...(sent.length > 0 && { body }),
    });
    const text = await answer.text();
    const lost = loses(body);
    this.seen.push({ method, body, lost });
    if (lost) {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(text);
  }
}

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * Stands between the server and its database, and cuts the connection at a chosen moment: before a message reaches
 * the database, or after it did but before the answer comes back.
 */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private cut: { text: string; when: 'before' | 'after' } | undefined;
  cuts = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async start(databaseUrl: string): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server, new URL(databaseUrl));
    server.on('connection', (socket) => {
      proxy.join(socket);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  /** The database's address by way of here. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Cuts once, at the next message that contains the text. */
  cutOnce(text: string, when: 'before' | 'after'): void {
    this.cut = { text, when };
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await new Promise((done) => this.server.close(done));
  }

  private join(client: Socket): void {
    const database = connect(Number(this.target.port), this.target.hostname);
    for (const socket of [client, database]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
      });
    }
    let swallow = false;
    database.on('data', (chunk) => {
      if (swallow) {
        client.destroy();
        database.end();
      } else {
        client.write(chunk);
      }
    });
    client.on('data', (chunk) => {
      const { cut } = this;
      if (cut !== undefined && chunk.includes(cut.text)) {
        this.cut = undefined;
        this.cuts += 1;
        if (cut.when === 'before') {
          client.destroy();
          database.destroy();
          return;
        }
        swallow = true;
      }
      database.write(chunk);
    });
    client.on('close', () => database.end());
    database.on('close', () => client.destroy());
  }
}

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** "Ready for query", the last message of a connection that has just been opened. */
const READY = Buffer.from('Z\0\0\0\x05I', 'latin1');
const SHUTDOWN = fatal('57P01', 'terminating connection due to unexpected postmaster exit');

/**
 * Stands between the server and its database, and cuts the connection at a chosen moment: before a message reaches
 * the database, or after it did but before the answer comes back.
 */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private cut: { text: string; when: 'before' | 'after' } | undefined;
  private dying = false;
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

  /** The next connection ends in the moment in which it is ready, with PostgreSQL's words when it is killed. */
  killNextConnection(): void {
    this.dying = true;
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
    let opening = true;
    database.on('data', (chunk) => {
      const opened = opening && chunk.subarray(-READY.length).equals(READY);
      if (opened) opening = false;
      if (opened && this.dying) {
        this.dying = false;
        this.cuts += 1;
        client.end(Buffer.concat([chunk, SHUTDOWN]));
        database.end();
      } else if (swallow) {
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

function fatal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`, 'latin1');
  const head = Buffer.from('E\0\0\0\0', 'latin1');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

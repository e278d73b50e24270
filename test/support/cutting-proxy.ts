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
  private cut: { text: string; when: 'before' | 'after'; skip: number } | undefined;
  private dying = false;
  private bytesLeft = Infinity;
  cuts = 0;
  /** What has passed, in both directions. */
  bytes = 0;

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

  /** Cuts once, at the next message that contains the text, or at a later one after so many. */
  cutOnce(text: string, when: 'before' | 'after', skip = 0): void {
    this.cut = { text, when, skip };
  }

  /** Cuts once, in the middle of whatever is on its way when so many more bytes have passed. */
  cutAfterBytes(bytes: number): void {
    this.bytesLeft = bytes;
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
        this.pass(chunk, database, client);
      }
    });
    client.on('data', (chunk) => {
      const { cut } = this;
      const found = cut !== undefined && chunk.includes(cut.text);
      if (found && cut.skip > 0) {
        cut.skip -= 1;
      } else if (found) {
        this.cut = undefined;
        this.cuts += 1;
        if (cut.when === 'before') {
          client.destroy();
          database.destroy();
          return;
        }
        swallow = true;
      }
      this.pass(chunk, client, database);
    });
    client.on('close', () => database.end());
    database.on('close', () => client.destroy());
  }

  private pass(chunk: Buffer, from: Socket, to: Socket): void {
    this.bytes += chunk.length;
    this.bytesLeft -= chunk.length;
    if (this.bytesLeft > 0) {
      to.write(chunk);
      return;
    }
    const passing = chunk.subarray(0, chunk.length + this.bytesLeft);
    this.bytesLeft = Infinity;
    this.cuts += 1;
    from.destroy();
    to.end(passing);
  }
}

function fatal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`, 'latin1');
  const head = Buffer.from('E\0\0\0\0', 'latin1');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

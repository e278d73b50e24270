import type { AddressInfo, Socket } from 'node:net';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import { readLetter, type ReadLetter } from '../support/read-letters.js';

/** What the server does at a step: nothing lets it pass; an error refuses with its code; 'CUT' ends the connection, 'HANG' never answers. */
export type Turn = { code: number; text: string } | 'CUT' | 'HANG' | undefined;

/** A real mail server, that keeps what it took charge of and does as it is told. */
export class MailServer {
  /** Letters that it said it took charge of, and those that it read and then did not answer for. */
  readonly taken: ReadLetter[] = [];
  readonly read: ReadLetter[] = [];
  readonly envelopes: { from: string; to: string[] }[] = [];
  /** Passwords that came, and whether they came over TLS. */
  readonly signIns: { user: string; secure: boolean }[] = [];
  connections = 0;
  /** What to do with the next recipients and with the next letters; an empty list lets all pass. */
  readonly atRecipient: Turn[] = [];
  readonly atData: Turn[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: SMTPServer;
  private port = 0;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      ...options,
      onConnect: (_, done) => {
        this.connections += 1;
        done();
      },
      onAuth: ({ username = '' }, session, done) => {
        this.signIns.push({ user: username, secure: session.secure });
        done(null, { user: username });
      },
      onRcptTo: (_address, _session, done) => {
        this.answer(this.atRecipient.shift(), done);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          void this.take(Buffer.concat(chunks), session, done);
        });
      },
    });
    this.server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    // A connection that is cut complains here.
    this.server.on('error', () => undefined);
  }

  static async start(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
    const server = new MailServer(options);
    await new Promise<void>((done) => server.server.listen(port, '127.0.0.1', done));
    server.port = (server.server.server.address() as AddressInfo).port;
    return server;
  }

  get address(): number {
    return this.port;
  }

  url(credentials = '', protocol = 'smtp'): string {
    return `${protocol}://${credentials}127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => {
      this.server.close(done);
    });
  }

  private async take(
    raw: Buffer,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const letter = await readLetter(new Uint8Array(raw));
    this.read.push(letter);
    const turn = this.atData.shift();
    if (turn === undefined) {
      const { mailFrom, rcptTo } = session.envelope;
      this.taken.push(letter);
      this.envelopes.push({ from: addressOf(mailFrom), to: rcptTo.map(addressOf) });
    }
    this.answer(turn, done);
  }

  private answer(turn: Turn, done: (error?: Error | null) => void): void {
    if (turn === undefined) {
      done();
    } else if (turn === 'CUT') {
      for (const socket of this.sockets) socket.destroy();
    } else if (turn !== 'HANG') {
      done(Object.assign(new Error(turn.text), { responseCode: turn.code }));
    }
  }
}

function addressOf(address: SMTPServerAddress | false): string {
  return address === false ? '' : address.address;
}

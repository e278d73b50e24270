import net from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
const CHUNK_SIZE_MAX = 20;

/** A request as it goes out. */
export interface Request {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * A connection of a client that costs as little as it can, so that it is the server that is measured: one request at a
 * time, answers with a length or in chunks. Whoever closes it after an answer is connected to again.
 */
export class WireConnection {
  /** One per server that was asked. */
  private readonly sockets = new Map<number, net.Socket>();
  private parts: Buffer[] = [];
  private waiting:
    { done: (answer: [number, Buffer]) => void; fail: (error: Error) => void } | undefined;

  /** Sends one request and reads the answer to its end. */
  ask(request: Request): Promise<[number, Buffer]> {
    return new Promise((done, fail) => {
      this.waiting = { done, fail };
      this.parts = [];
      const { host, port, path } = addressOf(request.url);
      const socket = this.sockets.get(port) ?? this.connect(host, port);
      const body = Buffer.from(request.body);
      const headers = Object.entries(request.headers).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      const head = `POST ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${headers.join('')}content-length: ${body.length}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), body]));
    });
  }

  close(): void {
    for (const socket of this.sockets.values()) socket.destroy();
    this.sockets.clear();
  }

  private connect(host: string, port: number): net.Socket {
    const socket = net.connect({ host, port, noDelay: true });
    this.sockets.set(port, socket);
    socket.on('data', (part: Buffer) => this.take(part));
    const end = (error: Error) => {
      // One that was given up has nothing to say any more.
      if (this.sockets.get(port) !== socket) return;
      this.sockets.delete(port);
      this.waiting?.fail(error);
      this.waiting = undefined;
    };
    socket.on('error', end);
    socket.on('close', () => end(new Error('The server has closed the connection.')));
    return socket;
  }

  private take(part: Buffer): void {
    this.parts.push(part);
    const all = this.parts.length === 1 ? part : Buffer.concat(this.parts);
    this.parts = [all];
    const answer = readAnswer(all);
    if (answer === undefined) return;
    if (answer.last) this.close();
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.done([answer.status, answer.body]);
  }
}

const addresses = new Map<string, { host: string; port: number; path: string }>();

function addressOf(url: string) {
  const known = addresses.get(url);
  if (known !== undefined) return known;
  const { hostname: host, port, pathname: path } = new URL(url);
  const address = { host, port: Number(port), path };
  addresses.set(url, address);
  return address;
}

interface Answer {
  status: number;
  body: Buffer;
  /** Whether the server closes the connection after it. */
  last: boolean;
}

/** Undefined as long as something is missing. */
export function readAnswer(all: Buffer): Answer | undefined {
  const end = all.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = all.toString('latin1', 0, end).toLowerCase();
  const status = Number(head.slice('http/1.1 '.length, 'http/1.1 '.length + 3));
  const last = head.includes('\r\nconnection: close');
  const rest = all.subarray(end + HEAD_END.length);
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  if (length === undefined) {
    const body = readChunks(rest);
    return body && { status, body, last };
  }
  const bytes = Number(length);
  return rest.length < bytes ? undefined : { status, body: rest.subarray(0, bytes), last };
}

function readChunks(rest: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = rest.indexOf(LINE_END, at);
    if (end < 0 || end - at > CHUNK_SIZE_MAX) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, end), 16);
    const from = end + LINE_END.length;
    at = from + size + LINE_END.length;
    if (at > rest.length) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(rest.subarray(from, from + size));
  }
}

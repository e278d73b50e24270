import type { Transporter } from 'nodemailer';
import { messageOf } from './letter-message.js';
import {
  LetterNotSentError,
  type LetterTransport,
  type OutgoingLetter,
} from './letter.transport.js';
import { smtpFailure } from './smtp-failure.rules.js';

const CONNECT_MS = 5_000;
const SILENCE_MS = 30_000;

/** Hands letters to a mail server, over a few connections that stay open. */
export class SmtpTransport implements LetterTransport {
  private transporter: Promise<Transporter> | undefined;

  /** smtp:// turns to TLS when the server offers it, and must when there is a password; smtps:// begins with it. */
  constructor(private readonly url: URL) {}

  async send(letter: OutgoingLetter): Promise<void> {
    this.transporter ??= this.open();
    const transporter = await this.transporter;
    try {
      await transporter.sendMail(messageOf(letter));
    } catch (error) {
      const { outcome, code } = smtpFailure(error);
      throw new LetterNotSentError(outcome, code);
    }
  }

  close(): void {
    void this.transporter?.then((transporter) => {
      transporter.close();
    });
  }

  private async open(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    const { protocol, hostname, port, username, password } = this.url;
    const secure = protocol === 'smtps:';
    return createTransport({
      pool: true,
      maxConnections: 4,
      maxMessages: 100,
      // For a connection that the server has closed meanwhile; all other patience is the queue's.
      maxRequeues: 1,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 465 : 587) : Number(port),
      secure,
      ...(username !== '' && {
        auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
        requireTLS: !secure,
      }),
      connectionTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }
}

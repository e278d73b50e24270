import { Inject, Injectable, Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { CONFIG, type Config } from '../config/index.js';
import { UnitOfWork } from '../database/index.js';
import { Metrics } from '../observe/index.js';
import { ComposeLetter } from './compose-letter.js';
import { retryAfterSeconds } from './letter-retry.rules.js';
import { LetterRepository, type ClaimedLetter } from './letter.repository.js';
import { LETTER_TRANSPORT, LetterNotSentError, type LetterTransport } from './letter.transport.js';

/** After the mail server was not there, single letters leave it alone for so long; the sweep asks again. */
const PAUSE_MS = 20_000;
/** As many as the mail server gives us connections. */
const AT_A_TIME = 4;

/**
 * Sends letters, at least once each. An attempt claims the letter in a transaction of its own, so that none is open
 * while a mail server thinks; if the process dies in between, the claim runs out and another process tries again, with
 * the same Message-ID.
 */
@Injectable()
export class LetterSender {
  private readonly logger = new Logger(LetterSender.name);
  private readonly domain: string;
  private readonly attempts: Counter<'kind' | 'outcome'>;
  private pausedUntil = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly letters: LetterRepository,
    private readonly compose: ComposeLetter,
    @Inject(LETTER_TRANSPORT) private readonly transport: LetterTransport,
    @Inject(CONFIG) config: Config,
    metrics: Metrics,
  ) {
    this.domain = /@([^@>\s]+)>?$/.exec(config.letters.from)?.[1] ?? 'localhost';
    this.attempts = new Counter({
      name: 'portal_letters_total',
      help: 'Attempts to send letters, by kind and by what they came to: SENT, DELAYED, UNREACHABLE, FAILED.',
      labelNames: ['kind', 'outcome'] as const,
      registers: [metrics.registry],
    });
  }

  /** Sends this letter, if it is due. */
  async send(id: string): Promise<void> {
    if (Date.now() < this.pausedUntil) return;
    const letter = await this.claim(id);
    if (letter !== undefined) await this.attempt(letter);
  }

  /** Sends whatever is due, until nothing is, or the mail server is not there. */
  async sweep(signal?: AbortSignal): Promise<void> {
    await this.unitOfWork.runSystem('letters expire', async (tx) => {
      await this.letters.expire(tx);
      await this.letters.clear(tx);
    });
    await Promise.all(Array.from({ length: AT_A_TIME }, () => this.drain(signal)));
  }

  private async drain(signal?: AbortSignal): Promise<void> {
    while (signal?.aborted !== true) {
      const letter = await this.claim();
      if (letter === undefined || (await this.attempt(letter)) === 'UNREACHABLE') return;
    }
  }

  private claim(id?: string): Promise<ClaimedLetter | undefined> {
    return this.unitOfWork.runSystem('a letter is sent', (tx) =>
      this.letters.claim(tx, this.domain, id),
    );
  }

  private async attempt(letter: ClaimedLetter): Promise<string> {
    const failure = await this.tryToSend(letter);
    const outcome = await this.unitOfWork.runSystem('a letter was sent or not', async (tx) => {
      if (failure === undefined) {
        await this.letters.sent(tx, letter);
        return 'SENT';
      }
      if (failure.outcome === 'REFUSED') {
        await this.letters.failed(tx, letter, failure.code);
        return 'FAILED';
      }
      const wait = retryAfterSeconds(letter.attempts, failure.outcome);
      const waits = await this.letters.postponed(tx, letter, failure.code, wait);
      return waits ? failure.outcome : 'FAILED';
    });
    this.attempts.inc({ kind: letter.kind, outcome });
    if (failure !== undefined) {
      this.logger.warn(
        `Letter ${letter.id} (${letter.kind}), attempt ${letter.attempts}: ${outcome} ${failure.code}`,
      );
    }
    this.pausedUntil = failure?.outcome === 'UNREACHABLE' ? Date.now() + PAUSE_MS : 0;
    return outcome;
  }

  /** What kept it from being sent. */
  private async tryToSend(letter: ClaimedLetter): Promise<LetterNotSentError | undefined> {
    try {
      await this.transport.send(await this.compose.run(letter));
      return undefined;
    } catch (error) {
      if (error instanceof LetterNotSentError) return error;
      // A full disk, or a text that fails on its parameters: its message may repeat them, so only its name is told.
      return new LetterNotSentError('DELAYED', nameOf(error));
    }
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.constructor.name;
}

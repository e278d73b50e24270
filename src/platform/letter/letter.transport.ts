/** A letter as it goes out. */
export interface OutgoingLetter {
  id: string;
  kind: string;
  /** When it was queued, exact and sortable. */
  stamp: string;
  messageId: string;
  date: Date;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** The way out of the portal. It resolves when somebody else has taken charge of the letter. */
export interface LetterTransport {
  send(letter: OutgoingLetter): Promise<void>;
  close(): void;
}

export const LETTER_TRANSPORT = Symbol('LETTER_TRANSPORT');

/**
 * REFUSED: this letter will never be taken. DELAYED: this one later. UNREACHABLE: none at the moment. The code tells an
 * operator why; what the other side wrote is left out, since it may repeat the letter.
 */
export class LetterNotSentError extends Error {
  constructor(
    readonly outcome: 'REFUSED' | 'DELAYED' | 'UNREACHABLE',
    readonly code: string,
  ) {
    super(`The letter was not sent: ${outcome} ${code}.`);
  }
}

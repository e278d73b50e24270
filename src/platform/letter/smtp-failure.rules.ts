import type { LetterNotSentError } from './letter.transport.js';

interface SmtpError {
  code?: unknown;
  command?: unknown;
  responseCode?: unknown;
}

const UNSENDABLE = new Set(['EENVELOPE', 'EMESSAGE']);

/** Said of one letter; what is refused earlier, such as the sign-in, is true of every letter. */
const ABOUT_THE_LETTER = new Set(['RCPT TO', 'DATA']);

/** What a failed attempt means, and a short code of it without anything that the server wrote. */
export function smtpFailure(error: unknown): Pick<LetterNotSentError, 'outcome' | 'code'> {
  const { code, command, responseCode } = isObject(error) ? error : {};
  const name = typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : 'UNKNOWN';
  // nodemailer itself finds that no server would take the letter.
  if (command === 'API' && UNSENDABLE.has(name)) return { outcome: 'REFUSED', code: name };
  if (typeof responseCode !== 'number') return { outcome: 'UNREACHABLE', code: name };
  const about = typeof command === 'string' && ABOUT_THE_LETTER.has(command);
  if (!about) return { outcome: 'UNREACHABLE', code: String(responseCode) };
  return { outcome: responseCode >= 500 ? 'REFUSED' : 'DELAYED', code: String(responseCode) };
}

function isObject(error: unknown): error is SmtpError {
  return typeof error === 'object' && error !== null;
}

import type { SendMailOptions } from 'nodemailer';
import type { OutgoingLetter } from './letter.transport.js';

/** What nodemailer makes the message from. Nothing of a letter may make it open a file or an address. */
export function messageOf(letter: OutgoingLetter): SendMailOptions {
  const { messageId, date, from, to, subject, text, html, headers } = letter;
  return {
    messageId,
    date,
    from,
    // As an object, so that nothing in the address is taken for a second one.
    to: { name: '', address: to },
    subject,
    text,
    html,
    headers,
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

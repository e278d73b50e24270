import { passed, undecided, type VettingFinding } from './vetting-finding.rules.js';

export interface MailboxFacts {
  email: string;
  verified: boolean;
  website: string | null;
}

/** Where anybody gets an address: it says nothing about a company, whatever website is given. */
const OPEN_TO_ALL = new Set([
  'aol.com',
  'gmail.com',
  'gmx.de',
  'gmx.net',
  'googlemail.com',
  'hotmail.com',
  'icloud.com',
  'live.com',
  'mail.ru',
  'outlook.com',
  'proton.me',
  'protonmail.com',
  'qq.com',
  'web.de',
  'yahoo.com',
  'yandex.ru',
  '126.com',
  '163.com',
]);

/** A verified address in the domain of the website shows that the applicant has a mailbox of the company. */
export function judgeMailbox({ email, verified, website }: MailboxFacts): VettingFinding {
  const mail = hostOf(email.slice(email.lastIndexOf('@') + 1));
  if (!verified) return undecided('The e-mail address of the applicant is not verified.');
  if (mail === null) return undecided('The e-mail address has a domain that cannot be read.');
  if (OPEN_TO_ALL.has(mail)) {
    return undecided(`Anybody gets an address at ${mail}: it does not show who owns the company.`);
  }
  if (website === null) return undecided('There is no website to compare the address with.');
  const site = hostOf(website);
  if (site === null) return undecided('The website cannot be read as an address.');
  return within(mail, site) || within(site, mail)
    ? passed(`The address was verified, and ${mail} belongs to ${site}.`)
    : undecided(`The address is at ${mail}, the website at ${site}.`);
}

/** The host in ASCII, without the www in front; null when the text has none with at least two parts. */
function hostOf(text: string): string | null {
  const trimmed = text.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(url)) return null;
  const host = new URL(url).hostname.replace(/\.$/, '').replace(/^www\./, '');
  return /^[^.]+(\.[^.]+)*\.[a-z][^.]*$/.test(host) ? host : null;
}

function within(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

export type DemoTechnologyStatus = 'AVAILABLE' | 'LIMITED' | 'NOT_AVAILABLE';

const MEMORANDUM = 'windowscentral.com, globaltimes.cn: memorandum of 2018-02-23';
const CORTANA_LANGUAGES_SOURCE = 'gizmochina.com, 2018-02-24: the languages of Cortana';
const PATENTS_SOURCE = 'digitaltrends.com, 2016-05: Office and Skype on the devices';
const GENERAL_KNOWLEDGE = 'General knowledge, not looked up';

/** What the two companies named in the memorandum of 2018-02-23, and in their agreement of 2016. */
export const DEMO_TECHNOLOGIES: readonly {
  code: string;
  name: string;
  description: string;
  source: string;
}[] = [
  {
    code: 'WINDOWS',
    name: 'Windows',
    description:
      'The operating system of the laptops and tablets. The memorandum names joint marketing, channel support and product development for laptops.',
    source: MEMORANDUM,
  },
  {
    code: 'CORTANA',
    name: 'Cortana',
    description:
      'The voice assistant. The memorandum names it for the Mi AI Speaker. In February 2018 it spoke English of the US, the UK, Australia and Canada, Chinese, French, German, Japanese, Italian and Spanish.',
    source: CORTANA_LANGUAGES_SOURCE,
  },
  {
    code: 'EDGE',
    name: 'Microsoft Edge',
    description: 'The browser, among the services for artificial intelligence of the memorandum.',
    source: MEMORANDUM,
  },
  {
    code: 'BING',
    name: 'Bing',
    description: 'The search, among the services for artificial intelligence of the memorandum.',
    source: MEMORANDUM,
  },
  {
    code: 'SKYPE',
    name: 'Skype',
    description:
      'Calls and messages. Since the agreement of May 2016 it came installed on devices; the memorandum names it again.',
    source: PATENTS_SOURCE,
  },
  {
    code: 'OFFICE',
    name: 'Microsoft Office',
    description: 'Since the agreement of May 2016 it came installed on devices.',
    source: PATENTS_SOURCE,
  },
  {
    code: 'TRANSLATOR',
    name: 'Microsoft Translator',
    description:
      'Translation, among the services for artificial intelligence of the memorandum, as for a translating device.',
    source: MEMORANDUM,
  },
  {
    code: 'SWIFTKEY',
    name: 'SwiftKey',
    description:
      'The keyboard that learns, among the services for artificial intelligence of the memorandum.',
    source: MEMORANDUM,
  },
];

const CORTANA_LANGUAGES = new Set(['zh', 'fr', 'de', 'ja', 'it', 'es']);
const CORTANA_ENGLISH = new Set(['en-US', 'en-GB', 'en-AU', 'en-CA']);

export interface DemoTechnologyRow {
  technology: string;
  status: DemoTechnologyStatus;
  note: string | null;
  source: string;
}

/** What Cortana could do on Windows 10 in a market of that locale, in February 2018. */
export function cortanaIn(locale: string): DemoTechnologyRow {
  const language = locale.slice(0, 2);
  const row = { technology: 'CORTANA', source: CORTANA_LANGUAGES_SOURCE };
  if (CORTANA_LANGUAGES.has(language) || CORTANA_ENGLISH.has(locale)) {
    return { ...row, status: 'AVAILABLE', note: 'As of February 2018.' };
  }
  if (language === 'en') {
    const note = 'As of February 2018: in English, but not that of the market.';
    return { ...row, status: 'LIMITED', note };
  }
  return {
    ...row,
    status: 'NOT_AVAILABLE',
    note: 'As of February 2018: the language of the market was not among those that it spoke.',
  };
}

/** The memorandum names the speaker for Cortana; it never spoke through it as far as is known. */
export const SPEAKER_TECHNOLOGIES: readonly DemoTechnologyRow[] = [
  {
    technology: 'CORTANA',
    status: 'NOT_AVAILABLE',
    note: 'Named for this device by the memorandum of 2018-02-23; no release is known.',
    source: MEMORANDUM,
  },
];

const known = (
  technology: string,
  status: DemoTechnologyStatus,
  note: string | null = null,
): DemoTechnologyRow => ({ technology, status, note, source: GENERAL_KNOWLEDGE });

const ON_WINDOWS: readonly DemoTechnologyRow[] = [
  known('WINDOWS', 'AVAILABLE'),
  known('EDGE', 'AVAILABLE'),
  known('BING', 'AVAILABLE', 'The search of Windows and of Edge.'),
  known('OFFICE', 'LIMITED', 'A trial that the owner turns into a licence.'),
];

const ON_WINDOWS_10: readonly DemoTechnologyRow[] = [
  known('SKYPE', 'AVAILABLE', 'As of February 2018: an app of Windows.'),
  known('TRANSLATOR', 'LIMITED', 'As of February 2018: an app to be had from the store.'),
  known('SWIFTKEY', 'NOT_AVAILABLE', 'As of February 2018: not yet in the keyboard of Windows.'),
];

// Windows 11 came without Cortana in sight, and Microsoft ended the app in 2023.
const ON_WINDOWS_11: readonly DemoTechnologyRow[] = [
  known('CORTANA', 'NOT_AVAILABLE', 'Ended in 2023.'),
];

/** What a Windows device carries in a market of that locale. */
export function windowsTechnologies(
  operatingSystem: 'WINDOWS_10_HOME' | 'WINDOWS_11_HOME',
  locale: string,
): DemoTechnologyRow[] {
  return operatingSystem === 'WINDOWS_10_HOME'
    ? [...ON_WINDOWS, cortanaIn(locale), ...ON_WINDOWS_10]
    : [...ON_WINDOWS, ...ON_WINDOWS_11];
}

export type DemoTechnologyStatus = 'AVAILABLE' | 'LIMITED' | 'NOT_AVAILABLE';

export const DEMO_TECHNOLOGIES: readonly { code: string; name: string }[] = [
  { code: 'WINDOWS', name: 'Windows' },
  { code: 'CORTANA', name: 'Cortana' },
  { code: 'EDGE', name: 'Microsoft Edge' },
  { code: 'BING', name: 'Bing' },
  { code: 'SKYPE', name: 'Skype' },
  { code: 'OFFICE', name: 'Microsoft Office' },
  { code: 'TRANSLATOR', name: 'Microsoft Translator' },
  { code: 'SWIFTKEY', name: 'SwiftKey' },
];

/**
 * Where Cortana spoke the market's language in February 2018: English of the US, UK, Australia and Canada, Chinese,
 * French, German, Japanese, Italian and Spanish (gizmochina 2018-02-24).
 */
export const CORTANA_SOURCE = 'gizmochina.com, 2018-02-24: the languages of Cortana';

const CORTANA_LANGUAGES = new Set(['zh', 'fr', 'de', 'ja', 'it', 'es']);
const CORTANA_ENGLISH = new Set(['en-US', 'en-GB', 'en-AU', 'en-CA']);

export interface DemoTechnologyRow {
  technology: string;
  status: DemoTechnologyStatus;
  note: string | null;
  source: string | null;
}

/** What Cortana can do on Windows 10 in a market of that locale. */
export function cortanaIn(locale: string): DemoTechnologyRow {
  const language = locale.slice(0, 2);
  const row = { technology: 'CORTANA', source: CORTANA_SOURCE };
  if (CORTANA_LANGUAGES.has(language) || CORTANA_ENGLISH.has(locale)) {
    return { ...row, status: 'AVAILABLE', note: null };
  }
  if (language === 'en') {
    return { ...row, status: 'LIMITED', note: 'In English, but not that of the market.' };
  }
  return {
    ...row,
    status: 'NOT_AVAILABLE',
    note: 'The language of the market was not among them.',
  };
}

/** The memorandum between Xiaomi and Microsoft of 2018-02-23 names the speaker for Cortana. */
export const SPEAKER_TECHNOLOGIES: readonly DemoTechnologyRow[] = [
  {
    technology: 'CORTANA',
    status: 'LIMITED',
    note: 'Named by the memorandum of 2018-02-23; no release is known.',
    source: 'windowscentral.com, globaltimes.cn: memorandum of 2018-02-23',
  },
];

const PRE_INSTALLED: readonly string[] = ['WINDOWS', 'EDGE', 'BING'];

/** What a Windows device carries in a market of that locale. */
export function windowsTechnologies(
  operatingSystem: 'WINDOWS_10_HOME' | 'WINDOWS_11_HOME',
  locale: string,
): DemoTechnologyRow[] {
  const carried = PRE_INSTALLED.map((technology): DemoTechnologyRow => ({
    technology,
    status: 'AVAILABLE',
    note: null,
    source: null,
  }));
  const office: DemoTechnologyRow = {
    technology: 'OFFICE',
    status: 'LIMITED',
    note: 'A trial that the owner turns into a licence.',
    source: null,
  };
  // Windows 11 came without Cortana in sight, and Microsoft ended the app in 2023 (general knowledge).
  const cortana: DemoTechnologyRow =
    operatingSystem === 'WINDOWS_10_HOME'
      ? cortanaIn(locale)
      : { technology: 'CORTANA', status: 'NOT_AVAILABLE', note: 'Ended in 2023.', source: null };
  return [...carried, office, cortana];
}

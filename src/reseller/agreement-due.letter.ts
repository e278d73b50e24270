import {
  defineLetter,
  momentText,
  type LetterContent,
  type LetterLocale,
} from '../platform/letter/index.js';

/** That a reseller has a version of an agreement to accept. */
export interface AgreementDue {
  /** Whom the letter greets. */
  name: string;
  company: string;
  title: string;
  /** Of the version, within its region. */
  number: number;
  /** The instant from which orders ask for it, as ISO 8601. */
  dueFrom: string;
  /** Whether that instant had come when the letter was written. */
  isDue: boolean;
}

interface Words {
  subject: (moment: string) => string;
  news: (due: AgreementDue, moment: string) => string[];
}

const SAMPLE: AgreementDue = {
  name: 'Ada Example',
  company: 'Example Devices GmbH',
  title: 'Channel partner agreement, Europe, Middle East and Africa',
  number: 2,
  dueFrom: '2026-12-01T00:00:00.000Z',
  isDue: false,
};

const GREETING: Record<LetterLocale, (name: string) => string> = {
  en: (name) => `Hello ${name},`,
  de: (name) => `Guten Tag ${name},`,
  'zh-Hans': (name) => `${name}，您好：`,
};

const LABELS: Record<LetterLocale, Record<'company' | 'title' | 'number' | 'due', string>> = {
  en: { company: 'Company', title: 'Agreement', number: 'Version', due: 'Accept before' },
  de: { company: 'Unternehmen', title: 'Vertrag', number: 'Fassung', due: 'Annehmen vor' },
  'zh-Hans': { company: '公司', title: '协议', number: '版本', due: '接受期限' },
};

function contentOf(
  due: AgreementDue,
  locale: LetterLocale,
  { subject, news }: Words,
): LetterContent {
  const moment = momentText(new Date(due.dueFrom), locale);
  const labels = LABELS[locale];
  return {
    subject: subject(moment),
    heading: subject(moment),
    paragraphs: [GREETING[locale](due.name), ...news(due, moment)],
    facts: [
      { label: labels.company, value: due.company },
      { label: labels.title, value: due.title },
      { label: labels.number, value: String(due.number) },
      ...(due.isDue ? [] : [{ label: labels.due, value: moment }]),
    ],
  };
}

function agreementLetter(name: string, words: Record<LetterLocale, Words>) {
  return defineLetter<AgreementDue>({
    name,
    sample: SAMPLE,
    texts: {
      en: (due) => contentOf(due, 'en', words.en),
      de: (due) => contentOf(due, 'de', words.de),
      'zh-Hans': (due) => contentOf(due, 'zh-Hans', words['zh-Hans']),
    },
  });
}

export const AGREEMENT_DUE = agreementLetter('reseller.agreement_due', {
  en: {
    subject: () => 'There is a new agreement to accept',
    news: ({ company, isDue }, moment) => [
      `There is a new version of the agreement under which ${company} sells. Please read it in the portal and accept it there; one administrator does so for the whole company.`,
      isDue
        ? 'New orders wait for it: until it is accepted, none can be placed. Orders that are confirmed still ship.'
        : `You order as before until ${moment}. From then on new orders need the acceptance; orders that are confirmed still ship.`,
    ],
  },
  de: {
    subject: () => 'Ein neuer Vertrag ist anzunehmen',
    news: ({ company, isDue }, moment) => [
      `Es gibt eine neue Fassung des Vertrags, nach dem ${company} verkauft. Bitte lesen Sie sie im Portal und nehmen Sie sie dort an; ein Administrator tut das für das ganze Unternehmen.`,
      isDue
        ? 'Neue Bestellungen warten darauf: Ohne die Annahme kann keine aufgegeben werden. Bestätigte Bestellungen werden weiterhin geliefert.'
        : `Bis ${moment} bestellen Sie wie bisher. Danach brauchen neue Bestellungen die Annahme; bestätigte Bestellungen werden weiterhin geliefert.`,
    ],
  },
  'zh-Hans': {
    subject: () => '有新的协议需要接受',
    news: ({ company, isDue }, moment) => [
      `${company} 的销售协议有新版本。请在门户中阅读并接受该协议；由一位管理员代表全公司接受即可。`,
      isDue
        ? '在接受该协议之前无法提交新订单。已确认的订单仍会发货。'
        : `在 ${moment} 之前您可以照常下单；此后须先接受该协议才能提交新订单。已确认的订单仍会发货。`,
    ],
  },
});

export const AGREEMENT_REMINDER = agreementLetter('reseller.agreement_reminder', {
  en: {
    subject: (moment) => `Please accept the agreement before ${moment}`,
    news: ({ company }, moment) => [
      `${company} has not accepted the new version of its agreement yet. From ${moment} on, new orders are refused without it; orders that are confirmed still ship.`,
      'Please read it in the portal and accept it there; one administrator does so for the whole company.',
    ],
  },
  de: {
    subject: (moment) => `Bitte nehmen Sie den Vertrag an, vor ${moment}`,
    news: ({ company }, moment) => [
      `${company} hat die neue Fassung des Vertrags noch nicht angenommen. Ab ${moment} werden neue Bestellungen ohne sie abgelehnt; bestätigte Bestellungen werden weiterhin geliefert.`,
      'Bitte lesen Sie sie im Portal und nehmen Sie sie dort an; ein Administrator tut das für das ganze Unternehmen.',
    ],
  },
  'zh-Hans': {
    subject: (moment) => `请在 ${moment} 之前接受协议`,
    news: ({ company }, moment) => [
      `${company} 尚未接受新版协议。自 ${moment} 起，未接受协议将无法提交新订单。已确认的订单仍会发货。`,
      '请在门户中阅读并接受该协议；由一位管理员代表全公司接受即可。',
    ],
  },
});

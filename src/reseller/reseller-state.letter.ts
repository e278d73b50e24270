import {
  dayText,
  defineLetter,
  type LetterContent,
  type LetterKind,
  type LetterLocale,
} from '../platform/letter/index.js';

/** What the administrators of a reseller are told when its state has changed. */
export interface StateNews {
  /** Whom the letter greets. */
  name: string;
  company: string;
  /** As staff have written it; null where none is asked for. */
  reason: string | null;
  /** The first day without orders, as YYYY-MM-DD; null where none is set. */
  dueOn: string | null;
}

/** What differs from letter to letter; the day is written out, or empty. */
interface Words {
  subject: string;
  news: (company: string, day: string) => string[];
}

const GREETING: Record<LetterLocale, (name: string) => string> = {
  en: (name) => `Hello ${name},`,
  de: (name) => `Guten Tag ${name},`,
  'zh-Hans': (name) => `${name}，您好：`,
};

const LABELS: Record<LetterLocale, { company: string; reason: string; day: string }> = {
  en: { company: 'Company', reason: 'Reason', day: 'Due' },
  de: { company: 'Unternehmen', reason: 'Grund', day: 'Fällig' },
  'zh-Hans': { company: '公司', reason: '原因', day: '到期日' },
};

const SAMPLE: StateNews = {
  name: 'Ada Example',
  company: 'Example Devices GmbH',
  reason: null,
  dueOn: null,
};

function stateLetter(
  name: string,
  sample: Partial<StateNews>,
  words: Record<LetterLocale, Words>,
): LetterKind<StateNews> {
  return defineLetter<StateNews>({
    name,
    sample: { ...SAMPLE, ...sample },
    texts: {
      en: (news) => contentOf(news, 'en', words.en),
      de: (news) => contentOf(news, 'de', words.de),
      'zh-Hans': (news) => contentOf(news, 'zh-Hans', words['zh-Hans']),
    },
  });
}

function contentOf(
  { name, company, reason, dueOn }: StateNews,
  locale: LetterLocale,
  { subject, news }: Words,
): LetterContent {
  const day = dueOn === null ? '' : dayText(dueOn, locale);
  const labels = LABELS[locale];
  return {
    subject,
    heading: subject,
    paragraphs: [GREETING[locale](name), ...news(company, day)],
    facts: [
      { label: labels.company, value: company },
      ...(reason === null ? [] : [{ label: labels.reason, value: reason }]),
      ...(day === '' ? [] : [{ label: labels.day, value: day }]),
    ],
  };
}

export const SUSPENDED = stateLetter(
  'reseller.suspended',
  { reason: 'Invoices are overdue.' },
  {
    en: {
      subject: 'Your company is suspended from ordering',
      news: (company) => [
        `${company} cannot place new orders for the time being. Orders that are confirmed still ship, and you can still read everything in the portal.`,
        'Please talk to your channel manager.',
      ],
    },
    de: {
      subject: 'Ihr Unternehmen ist für Bestellungen gesperrt',
      news: (company) => [
        `${company} kann bis auf Weiteres keine neuen Bestellungen aufgeben. Bestätigte Bestellungen werden weiterhin geliefert, und im Portal können Sie alles weiterhin lesen.`,
        'Bitte sprechen Sie mit Ihrem Channel-Manager.',
      ],
    },
    'zh-Hans': {
      subject: '贵公司已被暂停下单',
      news: (company) => [
        `${company} 暂时无法提交新订单。已确认的订单仍会发货，您仍可在门户中查看所有信息。`,
        '请联系您的渠道经理。',
      ],
    },
  },
);

export const RESUMED = stateLetter(
  'reseller.resumed',
  {},
  {
    en: {
      subject: 'Your company can order again',
      news: (company, day) => [
        `The suspension of ${company} has ended: you can place orders again.`,
        ...(day === ''
          ? []
          : [
              `The reauthorisation is still to come: without it, ${day} is the first day without orders.`,
            ]),
      ],
    },
    de: {
      subject: 'Ihr Unternehmen kann wieder bestellen',
      news: (company, day) => [
        `Die Sperre von ${company} ist aufgehoben: Sie können wieder bestellen.`,
        ...(day === ''
          ? []
          : [
              `Die erneute Autorisierung steht noch aus: Ohne sie ist der ${day} der erste Tag ohne Bestellungen.`,
            ]),
      ],
    },
    'zh-Hans': {
      subject: '贵公司可以重新下单',
      news: (company, day) => [
        `${company} 的暂停已解除，您可以重新下单。`,
        ...(day === '' ? [] : [`重新授权尚未完成：如未完成，自${day}起将无法下单。`]),
      ],
    },
  },
);

export const REAUTHORIZATION_DUE = stateLetter(
  'reseller.reauthorization_due',
  { dueOn: '2027-01-22' },
  {
    en: {
      subject: 'Your company has to be reauthorised',
      news: (company, day) => [
        `We look through the authorisation of each partner from time to time, and now it is the turn of ${company}. You can order as before until then; without the reauthorisation, ${day} is the first day without orders.`,
        'Please see in the portal that your Microsoft partner ids are right and that every agreement is accepted. Your channel manager does the rest.',
      ],
    },
    de: {
      subject: 'Ihr Unternehmen muss erneut autorisiert werden',
      news: (company, day) => [
        `Wir sehen die Autorisierung jedes Partners von Zeit zu Zeit durch, und nun ist ${company} an der Reihe. Bis dahin bestellen Sie wie bisher; ohne die erneute Autorisierung ist der ${day} der erste Tag ohne Bestellungen.`,
        'Bitte prüfen Sie im Portal, dass Ihre Microsoft-Partner-IDs stimmen und jede Vereinbarung angenommen ist. Alles Weitere erledigt Ihr Channel-Manager.',
      ],
    },
    'zh-Hans': {
      subject: '贵公司需要重新授权',
      news: (company, day) => [
        `我们会定期审核每位合作伙伴的授权，现在轮到 ${company}。在此之前您可以照常下单；如未完成重新授权，自${day}起将无法下单。`,
        '请在门户中确认您的微软合作伙伴 ID 正确无误，并已接受所有协议。其余事项由您的渠道经理处理。',
      ],
    },
  },
);

export const REAUTHORIZED = stateLetter(
  'reseller.reauthorized',
  {},
  {
    en: {
      subject: 'Your company is authorised for another year',
      news: (company) => [`${company} was reauthorised. You can order as before.`],
    },
    de: {
      subject: 'Ihr Unternehmen ist für ein weiteres Jahr autorisiert',
      news: (company) => [`${company} wurde erneut autorisiert. Sie bestellen wie bisher.`],
    },
    'zh-Hans': {
      subject: '贵公司的授权已延长一年',
      news: (company) => [`${company} 已完成重新授权，您可以照常下单。`],
    },
  },
);

export const DEAUTHORIZED = stateLetter(
  'reseller.deauthorized',
  {},
  {
    en: {
      subject: 'The authorisation of your company has ended',
      news: (company) => [
        `${company} was not reauthorised in time and cannot place new orders any more. Orders that are confirmed still ship.`,
        'A new application in the portal can bring the authorisation back.',
      ],
    },
    de: {
      subject: 'Die Autorisierung Ihres Unternehmens ist erloschen',
      news: (company) => [
        `${company} wurde nicht rechtzeitig erneut autorisiert und kann keine neuen Bestellungen mehr aufgeben. Bestätigte Bestellungen werden weiterhin geliefert.`,
        'Mit einem neuen Antrag im Portal können Sie die Autorisierung wiedererlangen.',
      ],
    },
    'zh-Hans': {
      subject: '贵公司的授权已失效',
      news: (company) => [
        `${company} 未能按时完成重新授权，无法再提交新订单。已确认的订单仍会发货。`,
        '您可以在门户中提交新的申请以恢复授权。',
      ],
    },
  },
);

export const TERMINATED = stateLetter(
  'reseller.terminated',
  { reason: 'You have asked for it.' },
  {
    en: {
      subject: 'Our business relation has ended',
      news: (company) => [
        `The relation with ${company} has ended, and with it its authorisations and its relationships with other partners. New orders are not possible any more.`,
        'Orders that are confirmed still ship, what is owed stays owed, and you can still read everything in the portal.',
      ],
    },
    de: {
      subject: 'Unsere Geschäftsbeziehung ist beendet',
      news: (company) => [
        `Die Beziehung mit ${company} ist beendet, und damit die Autorisierungen und die Beziehungen zu anderen Partnern. Neue Bestellungen sind nicht mehr möglich.`,
        'Bestätigte Bestellungen werden weiterhin geliefert, offene Beträge bleiben geschuldet, und im Portal können Sie alles weiterhin lesen.',
      ],
    },
    'zh-Hans': {
      subject: '我们的业务合作已终止',
      news: (company) => [
        `与 ${company} 的合作已终止，其授权及与其他合作伙伴的关系也随之终止，无法再提交新订单。`,
        '已确认的订单仍会发货，未结款项仍须支付，您仍可在门户中查看所有信息。',
      ],
    },
  },
);

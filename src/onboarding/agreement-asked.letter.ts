import { defineLetter } from '../platform/letter/index.js';

interface AgreementAsked {
  name: string;
  /** Of the application. */
  number: string;
  company: string;
  /** Of the agreements that are to accept. */
  titles: string[];
  days: number;
}

/** All checks are done: what is left for the applicant is to accept the agreements. */
export const AGREEMENT_ASKED = defineLetter<AgreementAsked>({
  name: 'onboarding.agreement_asked',
  sample: {
    name: 'Nora Lind',
    number: 'RA-2026-000123',
    company: 'Nordlicht Devices GmbH',
    titles: ['Channel partner agreement, Europe, Middle East and Africa'],
    days: 30,
  },
  texts: {
    en: ({ name, number, company, titles, days }) => ({
      subject: `Your application ${number}: please accept the agreement`,
      heading: 'Please accept the agreement',
      paragraphs: [
        `Dear ${name},`,
        'All checks of your application are done. Read and accept what we agree on, and we decide:',
        ...titles,
        `Please do so within ${days} days; after that the application expires.`,
      ],
      facts: [
        { label: 'Application', value: number },
        { label: 'Company', value: company },
      ],
    }),
    de: ({ name, number, company, titles, days }) => ({
      subject: `Ihr Antrag ${number}: Bitte nehmen Sie den Vertrag an`,
      heading: 'Bitte nehmen Sie den Vertrag an',
      paragraphs: [
        `Guten Tag ${name},`,
        'alle Prüfungen Ihres Antrags sind abgeschlossen. Lesen Sie, was wir vereinbaren, und nehmen Sie es an; dann entscheiden wir:',
        ...titles,
        `Bitte tun Sie das innerhalb von ${days} Tagen; danach verfällt der Antrag.`,
      ],
      facts: [
        { label: 'Antrag', value: number },
        { label: 'Unternehmen', value: company },
      ],
    }),
    'zh-Hans': ({ name, number, company, titles, days }) => ({
      subject: `您的申请 ${number}：请接受协议`,
      heading: '请接受协议',
      paragraphs: [
        `${name}，您好：`,
        '您的申请已通过全部审核。请阅读并接受以下协议，之后我们将作出决定：',
        ...titles,
        `请在 ${days} 天内完成，逾期申请将失效。`,
      ],
      facts: [
        { label: '申请编号', value: number },
        { label: '公司', value: company },
      ],
    }),
  },
});

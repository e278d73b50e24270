import { defineLetter } from '../platform/letter/index.js';

export interface AboutApplication {
  /** Of the applicant. */
  name: string;
  /** Of the application, such as RA-2026-000123. */
  number: string;
  company: string;
}

export const SAMPLE_APPLICATION: AboutApplication = {
  name: 'Ada Quill',
  number: 'RA-2026-000123',
  company: 'Quill Devices GmbH',
};

/** How the letters about an application name it, by language. */
export const APPLICATION_FACTS = {
  en: ({ number, company }: AboutApplication) => [
    { label: 'Application', value: number },
    { label: 'Company', value: company },
  ],
  de: ({ number, company }: AboutApplication) => [
    { label: 'Antrag', value: number },
    { label: 'Unternehmen', value: company },
  ],
  'zh-Hans': ({ number, company }: AboutApplication) => [
    { label: '申请编号', value: number },
    { label: '公司', value: company },
  ],
} as const;

export const APPLICATION_RECEIVED = defineLetter<AboutApplication>({
  name: 'onboarding.application_received',
  sample: SAMPLE_APPLICATION,
  texts: {
    en: (about) => ({
      subject: `We have received your application ${about.number}`,
      heading: 'We have received your application',
      paragraphs: [
        `Dear ${about.name},`,
        'Thank you. Our channel team now checks what you have told us about your company. We write to you as soon as something is needed from you, and when it is decided.',
      ],
      facts: APPLICATION_FACTS.en(about),
      closing: 'Until then there is nothing that you have to do.',
    }),
    de: (about) => ({
      subject: `Ihr Antrag ${about.number} ist eingegangen`,
      heading: 'Ihr Antrag ist eingegangen',
      paragraphs: [
        `Guten Tag ${about.name},`,
        'vielen Dank. Unser Partnerteam prüft jetzt Ihre Angaben zum Unternehmen. Wir schreiben Ihnen, sobald wir etwas von Ihnen brauchen und wenn entschieden ist.',
      ],
      facts: APPLICATION_FACTS.de(about),
      closing: 'Bis dahin brauchen Sie nichts zu tun.',
    }),
    'zh-Hans': (about) => ({
      subject: `我们已收到您的申请 ${about.number}`,
      heading: '我们已收到您的申请',
      paragraphs: [
        `${about.name}，您好：`,
        '感谢您的申请。我们的渠道团队正在核实您提供的公司信息。如需您补充材料，或审核有了结果，我们会写信通知您。',
      ],
      facts: APPLICATION_FACTS['zh-Hans'](about),
      closing: '在此之前，您无需进行任何操作。',
    }),
  },
});

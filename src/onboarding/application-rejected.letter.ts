import { defineLetter } from '../platform/letter/index.js';
import {
  APPLICATION_FACTS,
  SAMPLE_APPLICATION,
  type AboutApplication,
} from './application-received.letter.js';

interface Rejected extends AboutApplication {
  reason: string;
  /** No appeal was made yet. */
  mayAppeal: boolean;
}

export const APPLICATION_REJECTED = defineLetter<Rejected>({
  name: 'onboarding.application_rejected',
  sample: {
    ...SAMPLE_APPLICATION,
    reason: 'We have enough partners in this market at the moment.',
    mayAppeal: true,
  },
  texts: {
    en: ({ reason, mayAppeal, ...about }) => ({
      subject: `Your application ${about.number} is rejected`,
      heading: 'Your application is rejected',
      paragraphs: [
        `Dear ${about.name},`,
        'Thank you for your interest in selling our devices. We cannot approve your application. Our channel team gives this reason:',
        reason,
        mayAppeal
          ? 'If you think that this is wrong, you may appeal once: say why, and we look at everything again.'
          : 'This answers your appeal, and is final.',
      ],
      facts: APPLICATION_FACTS.en(about),
    }),
    de: ({ reason, mayAppeal, ...about }) => ({
      subject: `Ihr Antrag ${about.number} ist abgelehnt`,
      heading: 'Ihr Antrag ist abgelehnt',
      paragraphs: [
        `Guten Tag ${about.name},`,
        'vielen Dank für Ihr Interesse, unsere Geräte zu verkaufen. Wir können Ihren Antrag nicht genehmigen. Unser Partnerteam nennt diesen Grund:',
        reason,
        mayAppeal
          ? 'Halten Sie das für falsch, können Sie einmal Einspruch erheben: Sagen Sie, warum, und wir sehen uns alles noch einmal an.'
          : 'Damit ist über Ihren Einspruch entschieden, und zwar endgültig.',
      ],
      facts: APPLICATION_FACTS.de(about),
    }),
    'zh-Hans': ({ reason, mayAppeal, ...about }) => ({
      subject: `您的申请 ${about.number} 未获批准`,
      heading: '您的申请未获批准',
      paragraphs: [
        `${about.name}，您好：`,
        '感谢您有意销售我们的设备。很遗憾，我们无法批准您的申请。渠道团队给出的理由如下：',
        reason,
        mayAppeal
          ? '如果您认为该决定有误，可以申诉一次：请说明理由，我们会重新全面审核。'
          : '这是对您申诉的答复，为最终决定。',
      ],
      facts: APPLICATION_FACTS['zh-Hans'](about),
    }),
  },
});

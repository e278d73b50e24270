import { defineLetter } from '../platform/letter/index.js';
import {
  APPLICATION_FACTS,
  SAMPLE_APPLICATION,
  type AboutApplication,
} from './application-received.letter.js';

interface Approved extends AboutApplication {
  /** The reseller was deauthorised, and is one again. */
  readmitted: boolean;
}

export const APPLICATION_APPROVED = defineLetter<Approved>({
  name: 'onboarding.application_approved',
  sample: { ...SAMPLE_APPLICATION, readmitted: false },
  texts: {
    en: ({ readmitted, ...about }) => ({
      subject: `Your application ${about.number} is approved`,
      heading: readmitted ? 'Welcome back' : 'Welcome to the channel',
      paragraphs: [
        `Dear ${about.name},`,
        readmitted
          ? `${about.company} is an active reseller again, with the markets, prices and people that it had.`
          : `${about.company} is a reseller now, and you are its first administrator: you invite your colleagues, set their limits and place orders.`,
        'Sign in again, so that the portal shows you the prices and availability of your company.',
      ],
      facts: APPLICATION_FACTS.en(about),
    }),
    de: ({ readmitted, ...about }) => ({
      subject: `Ihr Antrag ${about.number} ist genehmigt`,
      heading: readmitted ? 'Willkommen zurück' : 'Willkommen im Vertrieb',
      paragraphs: [
        `Guten Tag ${about.name},`,
        readmitted
          ? `${about.company} ist wieder aktiver Händler, mit den Märkten, Preisen und Personen von vorher.`
          : `${about.company} ist jetzt Händler, und Sie sind der erste Administrator: Sie laden Ihre Kolleginnen und Kollegen ein, setzen deren Limits und geben Bestellungen auf.`,
        'Melden Sie sich neu an, damit das Portal Ihnen Preise und Verfügbarkeit Ihres Unternehmens zeigt.',
      ],
      facts: APPLICATION_FACTS.de(about),
    }),
    'zh-Hans': ({ readmitted, ...about }) => ({
      subject: `您的申请 ${about.number} 已获批准`,
      heading: readmitted ? '欢迎回来' : '欢迎加入渠道',
      paragraphs: [
        `${about.name}，您好：`,
        readmitted
          ? `${about.company} 已恢复经销商资格，原有的市场、价格和人员保持不变。`
          : `${about.company} 现已成为经销商，您是首位管理员：您可以邀请同事、设置其额度并下单。`,
        '请重新登录，以便门户显示贵公司的价格和库存情况。',
      ],
      facts: APPLICATION_FACTS['zh-Hans'](about),
    }),
  },
});

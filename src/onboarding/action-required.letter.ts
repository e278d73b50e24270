import { defineLetter } from '../platform/letter/index.js';
import type { VettingCheckKind } from './application.enum.js';
import {
  APPLICATION_FACTS,
  SAMPLE_APPLICATION,
  type AboutApplication,
} from './application-received.letter.js';

interface ActionRequired extends AboutApplication {
  /** The checks that failed. */
  kinds: VettingCheckKind[];
  days: number;
}

/**
 * What the applicant can do about each check. Of screening nothing is said: those who are screened are not told what was
 * found, and the same sentence stands for whatever else has to be talked about.
 */
const HELP: Readonly<Record<'en' | 'de' | 'zh-Hans', Readonly<Record<VettingCheckKind, string>>>> =
  {
    en: {
      EMAIL_OWNERSHIP:
        'E-mail address: use an address in the domain of your company, or give the website to which your address belongs.',
      EMPLOYMENT:
        'Your position: send a document which shows that you work for the company and may act for it.',
      BUSINESS:
        'The company: check name and address, and send a current extract from the register of companies.',
      TAX_ID: 'Tax id: check the number, and send the certificate of your tax authority.',
      PARTNER_LOCATION_ID:
        'Microsoft partner location id: check the number in Partner Center; it must be the one of your company at this place.',
      SANCTIONS:
        'Details of the company: our channel team needs more from you, and gets in touch with you.',
    },
    de: {
      EMAIL_OWNERSHIP:
        'E-Mail-Adresse: Verwenden Sie eine Adresse in der Domain Ihres Unternehmens, oder nennen Sie die Website, zu der Ihre Adresse gehört.',
      EMPLOYMENT:
        'Ihre Stellung: Schicken Sie einen Nachweis, dass Sie für das Unternehmen arbeiten und für es handeln dürfen.',
      BUSINESS:
        'Das Unternehmen: Prüfen Sie Name und Anschrift, und schicken Sie einen aktuellen Handelsregisterauszug.',
      TAX_ID:
        'Steuernummer: Prüfen Sie die Nummer, und schicken Sie die Bescheinigung Ihres Finanzamts.',
      PARTNER_LOCATION_ID:
        'Microsoft Partner Location ID: Prüfen Sie die Nummer im Partner Center; sie muss die Ihres Unternehmens an diesem Ort sein.',
      SANCTIONS:
        'Angaben zum Unternehmen: Unser Partnerteam braucht mehr von Ihnen und meldet sich bei Ihnen.',
    },
    'zh-Hans': {
      EMAIL_OWNERSHIP: '电子邮箱：请使用贵公司域名的邮箱，或提供与该邮箱对应的公司网站。',
      EMPLOYMENT: '您的职务：请提交文件，证明您在该公司任职并有权代表公司。',
      BUSINESS: '公司信息：请核对公司名称和地址，并提交最新的工商登记证明。',
      TAX_ID: '税号：请核对号码，并提交税务机关出具的证明。',
      PARTNER_LOCATION_ID:
        '微软合作伙伴位置 ID：请在合作伙伴中心核对，该号码必须属于贵公司在此地点的机构。',
      SANCTIONS: '公司详情：我们的渠道团队需要您提供更多信息，会与您联系。',
    },
  };

export const ACTION_REQUIRED = defineLetter<ActionRequired>({
  name: 'onboarding.action_required',
  sample: { ...SAMPLE_APPLICATION, kinds: ['BUSINESS', 'TAX_ID'], days: 30 },
  texts: {
    en: ({ kinds, days, ...about }) => ({
      subject: `Your application ${about.number} needs something from you`,
      heading: 'Your application needs something from you',
      paragraphs: [
        `Dear ${about.name},`,
        'While we checked your application some questions came up:',
        ...kinds.map((kind) => HELP.en[kind]),
        `Correct the application and hand it in again within ${days} days; after that it expires.`,
      ],
      facts: APPLICATION_FACTS.en(about),
    }),
    de: ({ kinds, days, ...about }) => ({
      subject: `Ihr Antrag ${about.number} braucht etwas von Ihnen`,
      heading: 'Ihr Antrag braucht etwas von Ihnen',
      paragraphs: [
        `Guten Tag ${about.name},`,
        'bei der Prüfung Ihres Antrags sind Fragen aufgekommen:',
        ...kinds.map((kind) => HELP.de[kind]),
        `Berichtigen Sie den Antrag, und reichen Sie ihn innerhalb von ${days} Tagen erneut ein; danach verfällt er.`,
      ],
      facts: APPLICATION_FACTS.de(about),
    }),
    'zh-Hans': ({ kinds, days, ...about }) => ({
      subject: `您的申请 ${about.number} 需要您补充信息`,
      heading: '您的申请需要您补充信息',
      paragraphs: [
        `${about.name}，您好：`,
        '在审核您的申请时，我们有以下问题：',
        ...kinds.map((kind) => HELP['zh-Hans'][kind]),
        `请在 ${days} 天内更正并重新提交申请，逾期申请将失效。`,
      ],
      facts: APPLICATION_FACTS['zh-Hans'](about),
    }),
  },
});

import type { ResellerRole } from '../platform/access/index.js';
import { defineLetter } from '../platform/letter/index.js';
import { accountLink } from './account-link.rules.js';

interface Asked {
  token: string;
  company: string;
  inviter: string;
  role: ResellerRole;
  days: number;
}

const ROLES: Record<'en' | 'de' | 'zh-Hans', Record<ResellerRole, string>> = {
  en: { BUYER: 'Buyer', APPROVER: 'Approver', RESELLER_ADMIN: 'Administrator' },
  de: { BUYER: 'Einkäufer', APPROVER: 'Freigeber', RESELLER_ADMIN: 'Administrator' },
  'zh-Hans': { BUYER: '采购员', APPROVER: '审批人', RESELLER_ADMIN: '管理员' },
};

export const INVITATION = defineLetter<Asked>({
  name: 'identity.invitation',
  sample: {
    token: 'cpt_sample',
    company: 'Example Devices GmbH',
    inviter: 'Ada Example',
    role: 'BUYER',
    days: 14,
  },
  texts: {
    en: ({ token, company, inviter, role, days }, { publicUrl }) => ({
      subject: `${company} invites you to the channel portal`,
      heading: `Join ${company}`,
      paragraphs: [
        `${inviter} asks you to work for ${company} in the channel portal.`,
        `Press the button to accept. If you have no account yet, you make one on the way. The link works once, within ${days} days.`,
      ],
      facts: [
        { label: 'Company', value: company },
        { label: 'Your role', value: ROLES.en[role] },
      ],
      button: {
        label: 'Accept the invitation',
        url: accountLink(publicUrl, 'join', { token, lang: 'en' }),
      },
      closing: 'If you do not know the company, do nothing: without your answer nothing happens.',
    }),
    de: ({ token, company, inviter, role, days }, { publicUrl }) => ({
      subject: `${company} lädt Sie in das Partnerportal ein`,
      heading: `Für ${company} arbeiten`,
      paragraphs: [
        `${inviter} bittet Sie, im Partnerportal für ${company} zu arbeiten.`,
        `Nehmen Sie mit dem Knopf an. Haben Sie noch kein Konto, legen Sie dabei eines an. Der Link gilt einmal, innerhalb von ${days} Tagen.`,
      ],
      facts: [
        { label: 'Unternehmen', value: company },
        { label: 'Ihre Rolle', value: ROLES.de[role] },
      ],
      button: {
        label: 'Einladung annehmen',
        url: accountLink(publicUrl, 'join', { token, lang: 'de' }),
      },
      closing:
        'Kennen Sie das Unternehmen nicht, brauchen Sie nichts zu tun: Ohne Ihre Antwort geschieht nichts.',
    }),
    'zh-Hans': ({ token, company, inviter, role, days }, { publicUrl }) => ({
      subject: `${company} 邀请您加入渠道门户`,
      heading: `加入 ${company}`,
      paragraphs: [
        `${inviter} 邀请您在渠道门户中为 ${company} 工作。`,
        `请点击按钮接受邀请。如果您还没有账户，可在接受时创建。此链接仅可使用一次，${days} 天内有效。`,
      ],
      facts: [
        { label: '公司', value: company },
        { label: '您的角色', value: ROLES['zh-Hans'][role] },
      ],
      button: {
        label: '接受邀请',
        url: accountLink(publicUrl, 'join', { token, lang: 'zh-Hans' }),
      },
      closing: '如果您不认识这家公司，请忽略此邮件：未经您回复，不会发生任何事情。',
    }),
  },
});

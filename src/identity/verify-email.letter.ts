import { defineLetter } from '../platform/letter/index.js';
import { accountLink } from './account-link.rules.js';

/** The name that was typed is left out: anybody may have typed anything, and the letter goes to a stranger. */
export const VERIFY_EMAIL = defineLetter<{ token: string; hours: number }>({
  name: 'identity.verify_email',
  sample: { token: 'cpt_sample', hours: 72 },
  texts: {
    en: ({ token, hours }, { publicUrl }) => ({
      subject: 'Confirm your e-mail address',
      heading: 'Confirm your e-mail address',
      paragraphs: [
        'Somebody, hopefully you, wants to use this address in the channel portal. Press the button to confirm that it is yours; then you can sign in.',
        `The link works once, within ${hours} hours.`,
      ],
      button: {
        label: 'Confirm the address',
        url: accountLink(publicUrl, 'verify', { token, lang: 'en' }),
      },
      closing: 'If this was not you, do nothing: without your confirmation nothing happens.',
    }),
    de: ({ token, hours }, { publicUrl }) => ({
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
      heading: 'Bestätigen Sie Ihre E-Mail-Adresse',
      paragraphs: [
        'Jemand, hoffentlich Sie, möchte diese Adresse im Partnerportal verwenden. Bestätigen Sie mit dem Knopf, dass sie Ihnen gehört; danach können Sie sich anmelden.',
        `Der Link gilt einmal, innerhalb von ${hours} Stunden.`,
      ],
      button: {
        label: 'Adresse bestätigen',
        url: accountLink(publicUrl, 'verify', { token, lang: 'de' }),
      },
      closing:
        'Waren Sie es nicht, brauchen Sie nichts zu tun: Ohne Ihre Bestätigung geschieht nichts.',
    }),
    'zh-Hans': ({ token, hours }, { publicUrl }) => ({
      subject: '请确认您的电子邮件地址',
      heading: '请确认您的电子邮件地址',
      paragraphs: [
        '有人（希望是您本人）想在渠道门户中使用此邮箱地址。请点击按钮确认该地址属于您，之后即可登录。',
        `此链接仅可使用一次，${hours} 小时内有效。`,
      ],
      button: {
        label: '确认邮箱地址',
        url: accountLink(publicUrl, 'verify', { token, lang: 'zh-Hans' }),
      },
      closing: '如果不是您本人操作，请忽略此邮件：未经您确认，不会发生任何事情。',
    }),
  },
});

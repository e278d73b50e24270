import { defineLetter } from '../platform/letter/index.js';
import { accountLink } from './account-link.rules.js';

/** What somebody gets whose address was used to make an account although there is one: only they learn of it. */
export const HAS_ACCOUNT = defineLetter<{ token: string; hours: number }>({
  name: 'identity.has_account',
  sample: { token: 'cpt_sample', hours: 2 },
  texts: {
    en: ({ token, hours }, { publicUrl }) => ({
      subject: 'You already have an account',
      heading: 'You already have an account',
      paragraphs: [
        'Somebody, perhaps you, wanted to make an account with this address. There is one already, and nothing about it was changed: sign in with the password that you know.',
        `If you have forgotten the password, choose a new one. The link works once, within ${hours} hours.`,
      ],
      button: {
        label: 'Choose a new password',
        url: accountLink(publicUrl, 'reset', { token, lang: 'en' }),
      },
      closing: 'If this was not you, you need not do anything.',
    }),
    de: ({ token, hours }, { publicUrl }) => ({
      subject: 'Sie haben bereits ein Konto',
      heading: 'Sie haben bereits ein Konto',
      paragraphs: [
        'Jemand, vielleicht Sie, wollte mit dieser Adresse ein Konto anlegen. Es gibt schon eines, und daran wurde nichts geändert: Melden Sie sich mit dem Passwort an, das Sie kennen.',
        `Haben Sie es vergessen, wählen Sie ein neues. Der Link gilt einmal, innerhalb von ${hours} Stunden.`,
      ],
      button: {
        label: 'Neues Passwort wählen',
        url: accountLink(publicUrl, 'reset', { token, lang: 'de' }),
      },
      closing: 'Waren Sie es nicht, brauchen Sie nichts zu tun.',
    }),
    'zh-Hans': ({ token, hours }, { publicUrl }) => ({
      subject: '您已有账户',
      heading: '您已有账户',
      paragraphs: [
        '有人（可能是您本人）想用此邮箱地址创建账户。该地址已有账户，账户未作任何更改：请使用您知道的密码登录。',
        `如果您忘记了密码，请设置新密码。此链接仅可使用一次，${hours} 小时内有效。`,
      ],
      button: {
        label: '设置新密码',
        url: accountLink(publicUrl, 'reset', { token, lang: 'zh-Hans' }),
      },
      closing: '如果不是您本人操作，您无需做任何事情。',
    }),
  },
});

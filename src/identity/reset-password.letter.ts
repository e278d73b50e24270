import { defineLetter } from '../platform/letter/index.js';
import { accountLink } from './account-link.rules.js';

export const RESET_PASSWORD = defineLetter<{ token: string; hours: number }>({
  name: 'identity.reset_password',
  sample: { token: 'cpt_sample', hours: 2 },
  texts: {
    en: ({ token, hours }, { publicUrl }) => ({
      subject: 'Choose a new password',
      heading: 'Choose a new password',
      paragraphs: [
        'Somebody, hopefully you, asked for a new password for your account in the channel portal.',
        `The link works once, within ${hours} hours. A new password ends every sign-in that is open, and unlinks a Microsoft account.`,
      ],
      button: {
        label: 'Choose a new password',
        url: accountLink(publicUrl, 'reset', { token, lang: 'en' }),
      },
      closing: 'If this was not you, do nothing: your password stays as it is.',
    }),
    de: ({ token, hours }, { publicUrl }) => ({
      subject: 'Wählen Sie ein neues Passwort',
      heading: 'Wählen Sie ein neues Passwort',
      paragraphs: [
        'Jemand, hoffentlich Sie, hat ein neues Passwort für Ihr Konto im Partnerportal angefordert.',
        `Der Link gilt einmal, innerhalb von ${hours} Stunden. Ein neues Passwort beendet alle offenen Anmeldungen und löst die Verknüpfung mit einem Microsoft-Konto.`,
      ],
      button: {
        label: 'Neues Passwort wählen',
        url: accountLink(publicUrl, 'reset', { token, lang: 'de' }),
      },
      closing: 'Waren Sie es nicht, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.',
    }),
    'zh-Hans': ({ token, hours }, { publicUrl }) => ({
      subject: '请设置新密码',
      heading: '请设置新密码',
      paragraphs: [
        '有人（希望是您本人）为您在渠道门户中的账户申请了新密码。',
        `此链接仅可使用一次，${hours} 小时内有效。设置新密码后，所有已登录的会话都会结束，已关联的微软账户也会解除关联。`,
      ],
      button: {
        label: '设置新密码',
        url: accountLink(publicUrl, 'reset', { token, lang: 'zh-Hans' }),
      },
      closing: '如果不是您本人操作，请忽略此邮件：您的密码不会改变。',
    }),
  },
});

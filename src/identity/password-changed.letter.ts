import { defineLetter } from '../platform/letter/index.js';

/** Tells the owner of an account what was done with it, so that they notice when it was somebody else. */
export const PASSWORD_CHANGED = defineLetter<{ name: string; email: string }>({
  name: 'identity.password_changed',
  sample: { name: 'Ada Example', email: 'ada@example.com' },
  texts: {
    en: ({ name, email }) => ({
      subject: 'Your password was changed',
      heading: `Hello ${name}`,
      paragraphs: ['The password of your account in the channel portal was changed just now.'],
      facts: [{ label: 'Account', value: email }],
      closing:
        'If this was not you, ask for a new password at once: that ends every sign-in that is open, and unlinks a Microsoft account. Then tell the administrator of your company.',
    }),
    de: ({ name, email }) => ({
      subject: 'Ihr Passwort wurde geändert',
      heading: `Guten Tag, ${name}`,
      paragraphs: ['Das Passwort Ihres Kontos im Partnerportal wurde soeben geändert.'],
      facts: [{ label: 'Konto', value: email }],
      closing:
        'Waren Sie es nicht, fordern Sie sofort ein neues Passwort an: Das beendet alle offenen Anmeldungen und löst die Verknüpfung mit einem Microsoft-Konto. Sagen Sie danach dem Administrator Ihres Unternehmens Bescheid.',
    }),
    'zh-Hans': ({ name, email }) => ({
      subject: '您的密码已更改',
      heading: `${name}，您好`,
      paragraphs: ['您在渠道门户中的账户密码刚刚已被更改。'],
      facts: [{ label: '账户', value: email }],
      closing:
        '如果不是您本人操作，请立即申请新密码：这会结束所有已登录的会话，并解除已关联的微软账户。随后请告知贵公司的管理员。',
    }),
  },
});

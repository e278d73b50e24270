import { defineLetter } from '../platform/letter/index.js';

interface Linked {
  name: string;
  /** Of the account. */
  email: string;
  /** What the tenant calls the Microsoft account. */
  microsoft: string;
}

/** Tells the owner of an account of a new way into it, so that they notice when it was somebody else. */
export const MICROSOFT_LINKED = defineLetter<Linked>({
  name: 'identity.microsoft_linked',
  sample: { name: 'Ada Example', email: 'ada@example.com', microsoft: 'ada@tenant.example' },
  texts: {
    en: ({ name, email, microsoft }) => ({
      subject: 'A Microsoft account now signs you in',
      heading: `Hello ${name}`,
      paragraphs: [
        'A Microsoft account was linked to your account in the channel portal just now. From now on it signs in to it, too.',
      ],
      facts: [
        { label: 'Account', value: email },
        { label: 'Microsoft account', value: microsoft },
      ],
      closing:
        'If this was not you, ask for a new password at once: that ends every sign-in that is open, and takes the Microsoft account away. Then tell the administrator of your company.',
    }),
    de: ({ name, email, microsoft }) => ({
      subject: 'Ein Microsoft-Konto meldet Sie jetzt an',
      heading: `Guten Tag, ${name}`,
      paragraphs: [
        'Mit Ihrem Konto im Partnerportal wurde soeben ein Microsoft-Konto verknüpft. Von nun an können Sie sich auch damit anmelden.',
      ],
      facts: [
        { label: 'Konto', value: email },
        { label: 'Microsoft-Konto', value: microsoft },
      ],
      closing:
        'Waren Sie es nicht, fordern Sie sofort ein neues Passwort an: Das beendet alle offenen Anmeldungen und löst die Verknüpfung. Sagen Sie danach dem Administrator Ihres Unternehmens Bescheid.',
    }),
    'zh-Hans': ({ name, email, microsoft }) => ({
      subject: '您的账户已关联微软账户',
      heading: `${name}，您好`,
      paragraphs: ['您在渠道门户中的账户刚刚关联了一个微软账户，今后也可以用它登录。'],
      facts: [
        { label: '账户', value: email },
        { label: '微软账户', value: microsoft },
      ],
      closing:
        '如果不是您本人操作，请立即申请新密码：这会结束所有已登录的会话，并解除该微软账户的关联。随后请告知贵公司的管理员。',
    }),
  },
});

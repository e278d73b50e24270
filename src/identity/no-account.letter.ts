import { defineLetter } from '../platform/letter/index.js';

/** What an address without an account gets when a new password was asked for: the asker sees no difference. */
export const NO_ACCOUNT = defineLetter<object>({
  name: 'identity.no_account',
  sample: {},
  texts: {
    en: () => ({
      subject: 'There is no account with this address',
      heading: 'There is no account with this address',
      paragraphs: [
        'Somebody, perhaps you, asked for a new password in the channel portal. With this address there is no account, or its address was never confirmed.',
        'If it was you, try the address that you sign in with, or make an account.',
      ],
      closing: 'If this was not you, you need not do anything.',
    }),
    de: () => ({
      subject: 'Mit dieser Adresse gibt es kein Konto',
      heading: 'Mit dieser Adresse gibt es kein Konto',
      paragraphs: [
        'Jemand, vielleicht Sie, hat im Partnerportal ein neues Passwort angefordert. Mit dieser Adresse gibt es kein Konto, oder sie wurde nie bestätigt.',
        'Waren Sie es, versuchen Sie die Adresse, mit der Sie sich anmelden, oder legen Sie ein Konto an.',
      ],
      closing: 'Waren Sie es nicht, brauchen Sie nichts zu tun.',
    }),
    'zh-Hans': () => ({
      subject: '此邮箱地址没有账户',
      heading: '此邮箱地址没有账户',
      paragraphs: [
        '有人（可能是您本人）在渠道门户中申请了新密码。此邮箱地址没有账户，或者从未被确认。',
        '如果是您本人，请尝试您用于登录的邮箱地址，或创建一个账户。',
      ],
      closing: '如果不是您本人操作，您无需做任何事情。',
    }),
  },
});

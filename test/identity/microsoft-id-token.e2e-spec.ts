import { createHmac, createPublicKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { AUDIENCE, CLIENT_ID, makeKey, MicrosoftDouble } from '../support/microsoft.js';
import { MicrosoftVisitor, pageOf } from '../support/microsoft-visitor.js';
import { startPortal, type Portal } from '../support/portal.js';

let microsoft: MicrosoftDouble;
let portal: Portal;
let visitor: MicrosoftVisitor;

beforeAll(async () => {
  microsoft = await MicrosoftDouble.start();
  portal = await startPortal('microsoft_id_token', microsoft.settings());
  visitor = new MicrosoftVisitor(portal, microsoft);
  await visitor.signIn(visitor.somebody());
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  await microsoft?.stop();
});

beforeEach(async () => {
  await portal.db.query('DELETE FROM platform.rate_limit');
});

afterEach(() => {
  microsoft.tamper = undefined;
});

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const publicKey = () => createPublicKey({ key: { ...microsoft.publicJwk }, format: 'jwk' });

/** Signed with what everybody knows of the key, as if it were a shared secret. */
function signedWithPublicKey(genuine: string, secret: string): string {
  const text = `${base64({ alg: 'HS256', typ: 'JWT', kid: microsoft.publicJwk.kid })}.${genuine.split('.')[1]}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** The payload of one token with the signature of another. */
function withPayload(genuine: string, claims: object): string {
  const [header, payload, signature] = genuine.split('.');
  const read: object = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
  return [header, base64({ ...read, ...claims }), signature].join('.');
}

type Change = (genuine: string) => string | Promise<string>;

const reissued =
  (wish: Parameters<MicrosoftDouble['sign']>[0]): Change =>
  (genuine) =>
    microsoft.sign({ ...wish, claims: { scp: undefined, ...decodeJwt(genuine), ...wish.claims } });

const OTHER_TENANT = '22222222-2222-4222-8222-222222222222';

/** What is wrong with the token, as whom the page tells it, and how the token comes to be so. */
const BAD: [string, string, Change][] = [
  ['alg none', 'ALGORITHM', (t) => `${base64({ alg: 'none' })}.${t.split('.')[1]}.`],
  [
    'alg none under another spelling',
    'ALGORITHM',
    (t) => `${base64({ alg: 'nOnE', kid: microsoft.publicJwk.kid })}.${t.split('.')[1]}.`,
  ],
  [
    'HS256 with the public key as PEM',
    'ALGORITHM',
    (t) => signedWithPublicKey(t, publicKey().export({ type: 'spki', format: 'pem' }).toString()),
  ],
  [
    'HS256 with the public key as JWK',
    'ALGORITHM',
    (t) => signedWithPublicKey(t, JSON.stringify(microsoft.publicJwk)),
  ],
  ['iss of somebody else', 'ISSUER', reissued({ claims: { iss: 'https://evil.example' } })],
  [
    'iss of another tenant, tid of ours',
    'ISSUER',
    (t) => reissued({ claims: { iss: microsoft.issuer(OTHER_TENANT) } })(t),
  ],
  [
    'iss as a pattern',
    'ISSUER',
    (t) => reissued({ claims: { iss: `${microsoft.url}/{tenantid}/v2.0` } })(t),
  ],
  ['iss missing', 'ISSUER', reissued({ without: ['iss'] })],
  ['aud of another application', 'AUDIENCE', reissued({ claims: { aud: OTHER_TENANT } })],
  ['aud of our API', 'AUDIENCE', reissued({ claims: { aud: AUDIENCE } })],
  ['aud missing', 'AUDIENCE', reissued({ without: ['aud'] })],
  ['nonce of another sign-in', 'NONCE', reissued({ claims: { nonce: 'n'.repeat(43) } })],
  ['nonce missing', 'NONCE', reissued({ without: ['nonce'] })],
  ['nonce as a list', 'NONCE', (t) => reissued({ claims: { nonce: [decodeJwt(t)['nonce']] } })(t)],
  [
    'tid of a tenant that may not come in',
    'TENANT',
    (t) => reissued({ claims: { tid: OTHER_TENANT, iss: microsoft.issuer(OTHER_TENANT) } })(t),
  ],
  ['tid of another tenant, iss of ours', 'TENANT', reissued({ claims: { tid: OTHER_TENANT } })],
  ['tid that is no id', 'TENANT', reissued({ claims: { tid: 'organizations' } })],
  ['tid missing', 'TENANT', reissued({ without: ['tid'] })],
  ['expired', 'EXPIRED', (t) => reissued({ claims: { exp: seconds(-61) } })(t)],
  ['exp missing', 'CLAIMS', reissued({ without: ['exp'] })],
  ['exp as a text', 'CLAIMS', reissued({ claims: { exp: '9999999999' as never } })],
  ['iat missing', 'CLAIMS', reissued({ without: ['iat'] })],
  ['nbf ahead', 'NOT_YET_VALID', (t) => reissued({ claims: { nbf: seconds(63) } })(t)],
  ['unknown kid', 'UNKNOWN_KEY', reissued({ header: { kid: 'unknown' } })],
  ['kid missing', 'UNKNOWN_KEY', reissued({ header: { kid: undefined } })],
  [
    'a key of somebody else under our kid',
    'SIGNATURE',
    async (t) => {
      const { jwk } = await makeKey();
      return microsoft.sign({ claims: decodeJwt(t) }, { jwk, kid: microsoft.publicJwk.kid ?? '' });
    },
  ],
  [
    'a key that it brings along',
    'SIGNATURE',
    async (t) => {
      const key = await makeKey();
      const { kty, n, e } = key.jwk;
      const header = { kid: microsoft.publicJwk.kid, jwk: { kty, n, e } };
      return microsoft.sign({ claims: decodeJwt(t), header }, key);
    },
  ],
  ['bad signature', 'SIGNATURE', (t) => `${t.slice(0, -10)}${'A'.repeat(10)}`],
  ['signature missing', 'SIGNATURE', (t) => t.slice(0, t.lastIndexOf('.') + 1)],
  ['other claims than were signed', 'SIGNATURE', (t) => withPayload(t, { oid: OTHER_TENANT })],
  ['azp of another', 'AUTHORIZED_PARTY', reissued({ claims: { azp: OTHER_TENANT } })],
  [
    'several aud without azp',
    'AUTHORIZED_PARTY',
    reissued({ claims: { aud: [CLIENT_ID, OTHER_TENANT] } }),
  ],
  ['sub missing', 'CLAIMS', reissued({ without: ['sub'] })],
  ['sub empty', 'CLAIMS', reissued({ claims: { sub: '' } })],
  ['oid missing', 'CLAIMS', reissued({ without: ['oid'] })],
  ['oid that is no id', 'CLAIMS', reissued({ claims: { oid: 'toni@example.com' } })],
  ['crit that nobody knows', 'ALGORITHM', reissued({ header: { crit: ['x'], x: 1 } })],
  ['no token', 'MALFORMED', () => ''],
  ['no JWT', 'MALFORMED', () => 'a.b.c'],
  ['claims that are no object', 'MALFORMED', (t) => t.replace(/\.[^.]+\./, `.${base64([1])}.`)],
  ['far too long', 'MALFORMED', reissued({ claims: { groups: 'g'.repeat(20_000) } })],
];

it.each(BAD)(
  'refuses an ID token with %s: %s, and leaves no trace',
  async (_what, code, change) => {
    const before = await visitor.counts();
    const genuine: string[] = [];
    microsoft.tamper = (token) => {
      genuine.push(token);
      return change(token);
    };
    const answer = await visitor.goAndComeBack(visitor.somebody());
    expect(await pageOf(answer)).toEqual({ status: code === 'TENANT' ? 403 : 400, code });
    expect(genuine).toHaveLength(1);
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await visitor.counts()).toEqual(before);
  },
);

it('refuses an answer without an ID token', async () => {
  const before = await visitor.counts();
  microsoft.tamper = () => undefined as never;
  expect(await pageOf(await visitor.goAndComeBack(visitor.somebody()))).toEqual({
    status: 400,
    code: 'MALFORMED',
  });
  expect(await visitor.counts()).toEqual(before);
});

it('refuses the ID token of another sign-in of the same person', async () => {
  const person = visitor.somebody();
  let first = '';
  microsoft.tamper = (token) => (first = token);
  await visitor.signIn(person);
  const before = await visitor.counts();
  microsoft.tamper = () => first;
  expect(await pageOf(await visitor.goAndComeBack(person))).toEqual({
    status: 400,
    code: 'NONCE',
  });
  expect(await visitor.counts()).toEqual(before);
});

describe('an ID token is taken', () => {
  it.each<[string, Change]>([
    ['as it is', (t) => t],
    ['signed anew: what the others change is all that is wrong with them', reissued({})],
    ['expired less than a minute ago', (t) => reissued({ claims: { exp: seconds(-50) } })(t)],
    ['good from less than a minute ahead', (t) => reissued({ claims: { nbf: seconds(50) } })(t)],
    ['without nbf', reissued({ without: ['nbf'] })],
    [
      'with azp of ours and several aud',
      reissued({ claims: { aud: [CLIENT_ID, 'x'], azp: CLIENT_ID } }),
    ],
    [
      'with tid in capitals',
      (t) => reissued({ claims: { tid: microsoft.tenant.toUpperCase() } })(t),
    ],
  ])('%s', async (_what, change) => {
    microsoft.tamper = change;
    const person = visitor.somebody();
    const { viewer } = await visitor.signIn(person);
    expect(viewer.microsoftAccount).toMatchObject({
      tenantId: microsoft.tenant,
      objectId: person.oid,
    });
  });
});

it('keeps of a name and an address what can be kept', async () => {
  const names: [object, string, string | null][] = [
    [
      { name: `  ${'n'.repeat(300)} `, email: 'no address', preferred_username: 'nor this' },
      'n'.repeat(200),
      null,
    ],
    [
      { name: 'Nul\u0000', preferred_username: 'up@example.com', email: undefined },
      'up@example.com',
      'up@example.com',
    ],
    [{ name: 7, preferred_username: ' ', email: 'a@b\u0000' }, 'Microsoft user', null],
  ];
  for (const [claims, name, email] of names) {
    microsoft.tamper = reissued({ claims: { ...claims } });
    const { viewer } = await visitor.signIn(visitor.somebody());
    expect([viewer.user.name, viewer.microsoftAccount.email]).toEqual([name, email]);
  }
});

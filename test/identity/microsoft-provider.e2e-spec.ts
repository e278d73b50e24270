import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MicrosoftDouble, type TenantPerson } from '../support/microsoft.js';
import { MicrosoftVisitor, pageOf } from '../support/microsoft-visitor.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addUser, signInAs } from '../support/world/identity.world.js';

const VIEWER = '{ viewer { user { id } } }';

let microsoft: MicrosoftDouble;
let portal: Portal;
let visitor: MicrosoftVisitor;
let later = 0;

/** Each test has a server that knows nothing of the provider yet. */
beforeEach(async () => {
  const now = Date.now;
  later = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + later);
  microsoft = await MicrosoftDouble.start();
  portal = await startPortal('microsoft_provider', microsoft.settings());
  visitor = new MicrosoftVisitor(portal, microsoft);
}, 60_000);

afterEach(async () => {
  jest.restoreAllMocks();
  await portal?.stop();
  await microsoft?.stop();
});

const tokenOf = ({ oid }: TenantPerson, kid?: string) =>
  microsoft.sign({ claims: { oid }, ...(kid !== undefined && { header: { kid } }) });

async function codeOf(token: string): Promise<string | undefined> {
  const { errors } = await portal.ask(VIEWER, {}, { token });
  return errors[0]?.extensions.code;
}

describe('keys', () => {
  it('are fetched once for many who come at the same moment', async () => {
    const people = Array.from({ length: 20 }, () => visitor.somebody());
    const tokens = await Promise.all(people.map((person) => tokenOf(person)));
    const codes = await Promise.all(tokens.map(codeOf));
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED']));
    expect([microsoft.metadataFetched, microsoft.keysFetched]).toEqual([1, 1]);
  });

  it('that are new are taken when a token names one, and what is gone counts no more', async () => {
    const person = visitor.somebody();
    await visitor.signIn(person);
    const old = microsoft.signingKey;
    const oldToken = await tokenOf(person);
    await microsoft.rotate();
    // The old one is known here until the next look.
    expect(await codeOf(oldToken)).toBeUndefined();
    later += 31_000;
    await visitor.signIn(person);
    expect(microsoft.keysFetched).toBe(2);
    expect(await codeOf(await tokenOf(person))).toBeUndefined();
    expect(await codeOf(oldToken)).toBe('UNAUTHENTICATED');
    microsoft.tamper = async (genuine) => {
      const [, payload] = genuine.split('.');
      const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
      return microsoft.sign({ claims }, old);
    };
    const before = await visitor.counts();
    expect(await pageOf(await visitor.goAndComeBack(person))).toEqual({
      status: 400,
      code: 'UNKNOWN_KEY',
    });
    expect(await visitor.counts()).toEqual(before);
  });

  it('are looked at anew every hour, also where no token asks for it', async () => {
    const person = visitor.somebody();
    await visitor.signIn(person);
    const oldToken = await tokenOf(person);
    await microsoft.rotate();
    later += 3_599_000;
    expect(await codeOf(oldToken)).toBeUndefined();
    later += 2000;
    expect(await codeOf(oldToken)).toBe('UNAUTHENTICATED');
    expect([microsoft.metadataFetched, microsoft.keysFetched]).toEqual([1, 2]);
  });

  it('are not fetched again and again for tokens that name some of nobody', async () => {
    const person = visitor.somebody();
    await visitor.signIn(person);
    const flood = async () => {
      for (let round = 0; round < 5; round += 1) {
        const tokens = await Promise.all(
          Array.from({ length: 20 }, () => tokenOf(person, crypto.randomUUID())),
        );
        const codes = await Promise.all(tokens.map(codeOf));
        expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED']));
      }
    };
    await flood();
    expect(microsoft.keysFetched).toBe(1);
    later += 31_000;
    await flood();
    expect(microsoft.keysFetched).toBe(2);
    expect(await codeOf(await tokenOf(person))).toBeUndefined();
  });

  it('that cannot be fetched are UNAVAILABLE, and asked for every two seconds at most', async () => {
    const person = visitor.somebody();
    await visitor.signIn(person);
    later += 31_000;
    microsoft.isWithoutKeys = true;
    const before = microsoft.keysFetched;
    for (let round = 0; round < 10; round += 1) {
      expect(await codeOf(await tokenOf(person, crypto.randomUUID()))).toBe('UNAVAILABLE');
    }
    expect(microsoft.keysFetched).toBe(before + 1);
    // Those that are known serve on.
    expect(await codeOf(await tokenOf(person))).toBeUndefined();
    later += 3_600_000;
    expect(await codeOf(await tokenOf(person))).toBe('UNAVAILABLE');
    expect(await codeOf(await tokenOf(person))).toBe('UNAVAILABLE');
    expect(microsoft.keysFetched).toBe(before + 2);
    microsoft.isWithoutKeys = false;
    later += 2100;
    expect(await codeOf(await tokenOf(person))).toBeUndefined();
  });

  it.each([
    ['all tenants', '{tenantid}', undefined],
    ['its own tenant', 'own', undefined],
    ['another tenant', 'other', 'ISSUER'],
    ['nothing that can be read', 'number', 'ISSUER'],
  ])('bound to %s', async (_what, bound, refused) => {
    const issuers: Record<string, unknown> = {
      own: microsoft.issuer(),
      other: microsoft.issuer(crypto.randomUUID()),
      number: 7,
    };
    microsoft.keyMembers = { issuer: issuers[bound] ?? microsoft.issuer(bound) };
    const before = await visitor.counts();
    const answer = await visitor.goAndComeBack(visitor.somebody());
    expect((await pageOf(answer)).code).toBe(refused);
    expect((await visitor.counts()).proofs).toBe(before.proofs + (refused === undefined ? 1 : 0));
  });
});

describe('while Microsoft is down', () => {
  it('nobody begins a sign-in, and soon after it is back everybody can', async () => {
    microsoft.isDown = true;
    for (let round = 0; round < 5; round += 1) {
      const { answer, setCookie } = await visitor.begin();
      expect(await pageOf(answer)).toEqual({ status: 503, code: 'UNAVAILABLE' });
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(setCookie).toBe('');
    }
    expect(microsoft.connectionsRefused).toBe(1);
    microsoft.isDown = false;
    expect((await visitor.begin()).answer.status).toBe(503);
    later += 2100;
    await visitor.signIn(visitor.somebody());
  });

  it('who has begun hears so, leaves no trace, and can come again', async () => {
    const person = visitor.somebody();
    const { cookie, location } = await visitor.begin();
    const back = await microsoft.signIn(location, person);
    const before = await visitor.counts();
    microsoft.isDown = true;
    const answer = await visitor.comeBack(back, cookie);
    expect(await pageOf(answer)).toEqual({ status: 503, code: 'UNAVAILABLE' });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await visitor.counts()).toEqual(before);
    microsoft.isDown = false;
    await visitor.signIn(person);
  });

  it('in the way that it takes a request and never answers, people wait ten seconds at most', async () => {
    const { cookie, location } = await visitor.begin();
    const back = await microsoft.signIn(location, visitor.somebody());
    const token = await tokenOf(visitor.somebody());
    microsoft.isStuck = true;
    const begun = performance.now();
    const coming = visitor.comeBack(back, cookie);
    expect(await codeOf(token)).toBe('UNAVAILABLE');
    // Who asks while it is known waits for nothing.
    const again = performance.now();
    expect(await codeOf(token)).toBe('UNAVAILABLE');
    expect(performance.now() - again).toBeLessThan(1000);
    expect(await pageOf(await coming)).toEqual({ status: 503, code: 'UNAVAILABLE' });
    expect(performance.now() - begun).toBeLessThan(13_000);
  }, 30_000);

  it('its bearer tokens are UNAVAILABLE, and everybody else comes in', async () => {
    const person = visitor.somebody();
    const token = await tokenOf(person);
    const { email } = await addUser(portal.db);
    const { accessToken } = await signInAs(portal, email);
    microsoft.isDown = true;
    const { status, errors, headers } = await portal.ask(VIEWER, {}, { token });
    expect([status, errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
    expect(headers['retry-after']).toBe('5');
    expect((await portal.ask('{ apiVersion }')).errors).toEqual([]);
    expect(await codeOf(accessToken)).toBeUndefined();
    expect(await codeOf((await signInAs(portal, email)).accessToken)).toBeUndefined();
    // What is no token of anybody's asks nobody.
    for (const nonsense of ['nonsense', 'a.b.c', `${accessToken.slice(0, -6)}AAAAAA`]) {
      expect(await codeOf(nonsense)).toBe('UNAUTHENTICATED');
    }
  });

  it('a code that it has given already still opens a session', async () => {
    const input = await visitor.codeFor(visitor.somebody());
    microsoft.isDown = true;
    expect((await visitor.finish(input)).errors).toEqual([]);
  });
});

describe('what it says of itself', () => {
  it.each<[string, (document: object) => object]>([
    ['another issuer', (document) => ({ ...document, issuer: 'https://evil.example' })],
    ['no place for its keys', (document) => ({ ...document, jwks_uri: undefined })],
    ['a place that is no address', (document) => ({ ...document, token_endpoint: 'file:///x' })],
    ['no object', () => []],
  ])('is not taken with %s', async (_what, change) => {
    microsoft.changeMetadata = change;
    expect(await pageOf((await visitor.begin()).answer)).toEqual({
      status: 503,
      code: 'UNAVAILABLE',
    });
    expect(await codeOf(await tokenOf(visitor.somebody()))).toBe('UNAVAILABLE');
  });
});

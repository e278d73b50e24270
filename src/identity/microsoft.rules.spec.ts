import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  acceptedIssuer,
  discoveryAddress,
  isIssuerOf,
  isVerifier,
  mayAnswer,
  personOf,
  returnPathOf,
} from './microsoft.rules.js';

const issuer = 'https://login.example/{tenantid}/v2.0';
const TENANT = '0a1b2c3d-0000-4000-8000-00000000000a';
const OTHER = '0a1b2c3d-0000-4000-8000-00000000000b';
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';

describe('where the provider says what it is', () => {
  it.each([
    [[TENANT], `https://login.example/${TENANT}/v2.0/.well-known/openid-configuration`],
    [[TENANT, OTHER], 'https://login.example/organizations/v2.0/.well-known/openid-configuration'],
    [
      ['organizations'],
      'https://login.example/organizations/v2.0/.well-known/openid-configuration',
    ],
  ])('for %j', (tenants, address) => {
    expect(discoveryAddress({ issuer, tenants })).toBe(address);
  });
});

describe('the issuer of a token', () => {
  it.each([
    [[TENANT], TENANT, `https://login.example/${TENANT}/v2.0`],
    [[TENANT], TENANT.toUpperCase(), `https://login.example/${TENANT}/v2.0`],
    [[TENANT], OTHER, undefined],
    [['organizations'], OTHER, `https://login.example/${OTHER}/v2.0`],
    [['organizations'], PERSONAL, undefined],
    [[PERSONAL], PERSONAL, `https://login.example/${PERSONAL}/v2.0`],
    [['organizations'], 'organizations', undefined],
    [['organizations'], undefined, undefined],
    [[], TENANT, undefined],
  ])('where %j may come in, of tenant %j is %j', (tenants, tenant, expected) => {
    expect(acceptedIssuer({ issuer, tenants }, tenant)).toBe(expected);
  });

  it.each([
    [`https://login.example/${TENANT}/v2.0`, true],
    [issuer, true],
    [`https://login.example/${OTHER}/v2.0`, false],
    ['https://evil.example', false],
  ])('as the provider names it: %s', (named, expected) => {
    expect(isIssuerOf({ issuer, tenants: [TENANT] }, named)).toBe(expected);
  });

  it.each([
    [issuer, `https://login.example/${TENANT}/v2.0`, true],
    [issuer, issuer, false],
    [issuer, `https://login.example/${TENANT}/v2.0/`, false],
    [issuer, `https://evil.example/${TENANT}/v2.0`, false],
    [issuer, `https://login.example/${TENANT}/v1.0`, false],
    [issuer, 'https://login.example//v2.0', false],
    [issuer, '', false],
    ['https://one.example', 'https://one.example', true],
    ['https://one.example', 'https://one.example/', false],
  ])('where it is %s, an answer that names %s may be its own: %j', (own, named, expected) => {
    expect(mayAnswer({ issuer: own, tenants: [TENANT] }, named)).toBe(expected);
  });
});

describe('the place to return to', () => {
  it('is the explorer unless the page says another', () => {
    expect(returnPathOf(undefined)).toBe('/graphql');
    expect(returnPathOf('/account/link-me')).toBe('/account/link-me');
    expect(returnPathOf(['/graphql', '/graphql'])).toBeUndefined();
  });

  it('never leaves this server, whatever it is', () => {
    const part = fc.constantFrom('/', '\\', '.', '..', '%2f', '@', ':', '#', '?', '\t', '\n', 'a');
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.webUrl(),
      fc.array(part).map((parts) => parts.join('')),
      fc.array(part).map((parts) => `/${parts.join('')}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const path = returnPathOf(text);
        if (path === undefined) return;
        const address = new URL(`${path}#microsoft_code=x`, 'https://portal.example/auth/start');
        expect([address.origin, address.pathname, address.search, address.hash]).toEqual([
          'https://portal.example',
          path,
          '',
          '#microsoft_code=x',
        ]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the person of a token', () => {
  const claims = { tid: TENANT.toUpperCase(), oid: OTHER.toUpperCase(), sub: 's' };

  it('is the object in the tenant, whatever else stands there', () => {
    expect(personOf(claims)).toEqual({
      tenantId: TENANT,
      objectId: OTHER,
      email: null,
      name: 'Microsoft user',
    });
    for (const name of ['tid', 'oid', 'sub'] as const) {
      expect(personOf({ ...claims, [name]: undefined })).toBeUndefined();
      expect(personOf({ ...claims, [name]: 7 })).toBeUndefined();
    }
  });

  it('never has a name or an address that could not be stored, nor half a sign', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('😀'.repeat(201)));
    fc.assert(
      fc.property(texts, texts, texts, (name, email, userName) => {
        const person = personOf({ ...claims, name, email, preferred_username: userName });
        expect(person?.name).toBeTruthy();
        for (const text of [person?.name ?? '', person?.email ?? '']) {
          expect(text.includes('\u0000')).toBe(false);
          expect(Buffer.from(text).toString()).toBe(text);
          expect([...text].length).toBeLessThanOrEqual(254);
        }
      }),
    );
  });
});

it.each([
  ['v'.repeat(43), true],
  ['v'.repeat(128), true],
  ['v'.repeat(42), false],
  ['v'.repeat(129), false],
  [`${'v'.repeat(43)}\n`, false],
])('a verifier is 43 to 128 signs: %j', (text, expected) => {
  expect(isVerifier(text)).toBe(expected);
});

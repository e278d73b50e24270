import { describe, expect, it } from '@jest/globals';
import { bearerToken } from './bearer-token.js';
import {
  actorOf,
  isStaff,
  requireMembership,
  resellerIdOf,
  systemContext,
} from './request-context.js';
import type { RequestContext } from './request-context.js';

const ctx: RequestContext = {
  requestId: 'r-1',
  ip: '192.0.2.1',
  userAgent: 'curl',
  caller: {
    kind: 'API_KEY',
    keyId: 'k-1',
    userId: 'u-1',
    scopes: ['ORDERS_READ'],
    membership: {
      membershipId: 'm-1',
      resellerId: 'rs-1',
      role: 'RESELLER_ADMIN',
      resellerState: 'ACTIVE',
      resellerType: 'DISTRIBUTOR',
      resellerTier: 'PREMIER',
    },
  },
};

describe('the request context', () => {
  it('says who acted, for the audit trail', () => {
    expect(actorOf(ctx)).toEqual({
      kind: 'API_KEY',
      userId: 'u-1',
      keyId: 'k-1',
      label: 'API key k-1',
      requestId: 'r-1',
      ip: '192.0.2.1',
    });
    const system = systemContext('seed');
    expect(actorOf(system)).toEqual({
      kind: 'SYSTEM',
      userId: null,
      keyId: null,
      label: 'seed',
      requestId: system.requestId,
      ip: null,
    });
  });

  it('knows the reseller for whom the caller speaks', () => {
    expect(resellerIdOf(ctx)).toBe('rs-1');
    expect(requireMembership(ctx).role).toBe('RESELLER_ADMIN');
    expect(resellerIdOf(systemContext('seed'))).toBeNull();
    expect(isStaff(ctx)).toBe(false);
    expect(() => requireMembership(systemContext('seed'))).toThrow('on behalf of a reseller');
  });
});

describe('the Authorization header', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['Bearer abc.def-_~+/=', 'abc.def-_~+/='],
    ['bearer abc', 'abc'],
    ['Basic abc', undefined],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearer a b', undefined],
    ['abc', undefined],
    [`Bearer ${'a'.repeat(9000)}`, undefined],
  ])('reads %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});

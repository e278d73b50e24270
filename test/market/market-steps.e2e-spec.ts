import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  marketMachine,
  MarketState,
  type MarketOperation,
} from '../../src/market/market.machine.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addListing } from '../support/world/catalog.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addAgreement } from '../support/world/reseller.world.js';
import { addStaff, openShop, submit, type Person, type Shop } from '../support/world/shop.world.js';
import {
  auditSince,
  change,
  lastAudit,
  refusal,
  revisionOf,
  staffOfReseller,
} from './market-mutations.js';

const MUTATIONS: Record<MarketOperation, string> = {
  PREPARE: 'marketPrepare',
  MARK_READY: 'marketMarkReady',
  OPEN: 'marketOpen',
  PAUSE: 'marketPause',
  RESUME: 'marketResume',
  WIND_DOWN: 'marketWindDown',
  CLOSE: 'marketClose',
};
const OPERATIONS = Object.keys(MUTATIONS) as MarketOperation[];
const STATES = Object.keys(MarketState) as MarketState[];
const REASON = 'The customs office is on strike';

let portal: Portal;
let shop: Shop;
let manager: Person;
let farManager: Person;

beforeAll(async () => {
  portal = await startPortal('market_steps');
  shop = await openShop(portal);
  const { db } = portal;
  // Austria has all that it takes to be ready.
  await addMarket(db, { code: 'AT', name: 'Austria', taxRate: '20', regionId: shop.regionId });
  await addListing(db, { variantId: shop.a, marketCode: 'AT' });
  await addPriceList(db, { marketCode: 'AT', entries: { [shop.a]: 60_000 } });
  await addAgreement(db, { regionId: shop.regionId, requiredFrom: '2199-01-01T00:00:00Z' });
  await db.query(
    `INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days) VALUES ($1, 'AT', 1, 2)`,
    [shop.locationId],
  );
  manager = await addStaff(portal, 'CHANNEL_MANAGER', [shop.regionId]);
  farManager = await addStaff(portal, 'CHANNEL_MANAGER', [await addRegion(db, { code: 'APAC' })]);
}, 60_000);

afterAll(() => portal?.stop());

async function putInto(code: string, state: MarketState): Promise<number> {
  const [row] = await portal.rows<{ version: number }>(
    `UPDATE market.market SET state = $2, paused_reason = CASE WHEN $2 = 'PAUSED' THEN 'Before' END
     WHERE code = $1 RETURNING version`,
    [code, state],
  );
  return row?.version ?? 0;
}

function inputFor(operation: MarketOperation, marketCode: string, expectedVersion: number): object {
  return {
    marketCode,
    expectedVersion,
    ...(operation === 'PAUSE' && { reason: `  ${REASON} ` }),
  };
}

describe.each(STATES)('a market that is %s', (from) => {
  it.each(OPERATIONS)('answers %s as the machine says', async (operation) => {
    const version = await putInto('AT', from);
    const [seq, revision, before] = [
      await lastAudit(portal),
      await revisionOf(portal, 'AT'),
      await contentOf(portal),
    ];
    const to = marketMachine.next(from, operation);
    const payload = await change(
      portal,
      manager.token,
      MUTATIONS[operation],
      inputFor(operation, 'AT', version),
    );
    if (to === undefined) {
      expect(payload).toEqual({
        market: null,
        userErrors: [
          expect.objectContaining({
            code: 'ILLEGAL_TRANSITION',
            path: ['input', 'marketCode'],
            state: from,
            operation,
          }),
        ],
      });
      expect(await contentOf(portal)).toEqual(before);
      return;
    }
    const pausedReason = operation === 'PAUSE' ? REASON : null;
    expect(payload).toEqual({
      market: {
        code: 'AT',
        name: 'Austria',
        state: to,
        version: version + 1,
        pausedReason,
        taxRate: '20',
        region: { code: 'EMEA' },
      },
      userErrors: [],
    });
    const wasPaused = from === 'PAUSED';
    const isReasonChanged = wasPaused || operation === 'PAUSE';
    expect(await auditSince(portal, seq)).toEqual([
      {
        entity: 'MARKET',
        operation,
        from,
        to,
        version: version + 1,
        old: isReasonChanged ? { pausedReason: wasPaused ? 'Before' : null } : null,
        new: isReasonChanged ? { pausedReason } : null,
        marketCode: 'AT',
        actor: manager.email,
      },
    ]);
    expect(await revisionOf(portal, 'AT')).toBe(revision + 1);
  });
});

describe.each(OPERATIONS)('%s', (operation) => {
  const mutation = MUTATIONS[operation];
  const from = STATES.find((state) => marketMachine.allows(state, operation)) ?? 'OPEN';
  let version: number;

  beforeEach(async () => {
    version = await putInto('AT', from);
  });

  it('is refused on a stale version, with the version as it is now', async () => {
    const before = await contentOf(portal);
    for (const stale of [version - 1, version + 1, 0, -1, 2_147_483_647]) {
      const { market, userErrors } = await change(
        portal,
        manager.token,
        mutation,
        inputFor(operation, 'AT', stale),
      );
      expect(market).toBeNull();
      expect(userErrors).toEqual([
        expect.objectContaining({ code: 'CONFLICT', path: ['input', 'expectedVersion'], version }),
      ]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it('knows nothing of markets of other regions', async () => {
    const before = await contentOf(portal);
    const answers = await Promise.all(
      ['AT', 'LU', 'at', ''].map((code) =>
        change(portal, farManager.token, mutation, inputFor(operation, code, version)),
      ),
    );
    for (const answer of answers) {
      expect(answer.userErrors).toEqual([
        expect.objectContaining({ code: 'UNKNOWN_MARKET', path: ['input', 'marketCode'] }),
      ]);
      expect(answer).toEqual(answers[0]);
    }
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is done by one of two who do it at once', async () => {
    const seq = await lastAudit(portal);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        change(portal, manager.token, mutation, inputFor(operation, 'AT', version)),
      ),
    );
    expect(answers.filter(({ market }) => market !== null)).toHaveLength(1);
    const errors = answers.flatMap(({ userErrors }) => userErrors);
    expect(errors).toHaveLength(3);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'CONFLICT', version: version + 1 });
    }
    expect(await auditSince(portal, seq)).toHaveLength(1);
  });

  it('is not for those who speak for a reseller, also when they are staff', async () => {
    const accessToken = await staffOfReseller(portal, shop.reseller.id);
    const before = await contentOf(portal);
    const input = inputFor(operation, 'AT', version);
    expect(await refusal(portal, accessToken, mutation, input)).toEqual(['FORBIDDEN']);
    for (const { token } of [shop.buyer, shop.approver, shop.admin, shop.desk]) {
      expect(await refusal(portal, token, mutation, input)).toEqual(['FORBIDDEN']);
    }
    expect(await refusal(portal, undefined, mutation, input)).toEqual(['UNAUTHENTICATED']);
    expect(await contentOf(portal)).toEqual(before);
  });
});

describe('the reason of a pause', () => {
  it.each([
    ['', 'REQUIRED', undefined],
    ['   ', 'REQUIRED', undefined],
    ['x'.repeat(501), 'INVALID_VALUE', 'LENGTH'],
    ['a\u0000b', 'INVALID_VALUE', 'CHARACTERS'],
  ])('number %# of the wrong ones is refused', async (reason, code, rule) => {
    const expectedVersion = await putInto('AT', 'OPEN');
    const before = await contentOf(portal);
    const { market, userErrors } = await change(portal, manager.token, 'marketPause', {
      marketCode: 'AT',
      expectedVersion,
      reason,
    });
    expect(market).toBeNull();
    expect(userErrors).toEqual([
      expect.objectContaining({ code, path: ['input', 'reason'], rule: rule ?? null }),
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is read by everybody, and takes 500 characters', async () => {
    const expectedVersion = await putInto('AT', 'OPEN');
    const reason = '📦'.repeat(500);
    await change(portal, manager.token, 'marketPause', {
      marketCode: 'AT',
      expectedVersion,
      reason,
    });
    const { data } = await portal.ask('{ market(code: "AT") { pausedReason } }');
    expect(data.market.pausedReason).toBe(reason);
  });
});

describe('an order', () => {
  it('is refused where the market is paused, and accepted when it is resumed', async () => {
    const version = await putInto('DE', 'OPEN');
    const pause = { marketCode: 'DE', expectedVersion: version, reason: REASON };
    await change(portal, manager.token, 'marketPause', pause);
    const refused = await submit(shop);
    expect(refused.order).toBeNull();
    expect(refused.userErrors).toEqual([
      expect.objectContaining({ code: 'MARKET_NOT_OPEN', path: ['input', 'marketCode'] }),
    ]);
    await change(portal, manager.token, 'marketResume', {
      marketCode: 'DE',
      expectedVersion: version + 1,
    });
    expect((await submit(shop)).order.state).toBe('CONFIRMED');
  });

  it('that is on its way while the market pauses is either accepted or refused, and nothing between', async () => {
    let version = await putInto('DE', 'OPEN');
    for (let round = 0; round < 5; round += 1) {
      const [orders] = await Promise.all([
        Promise.all(Array.from({ length: 6 }, () => submit(shop))),
        change(portal, manager.token, 'marketPause', {
          marketCode: 'DE',
          expectedVersion: version,
          reason: REASON,
        }),
      ]);
      for (const { order, userErrors } of orders) {
        const codes = userErrors.map(({ code }: { code: string }) => code);
        expect([order?.state ?? null, codes]).toEqual(
          order ? ['CONFIRMED', []] : [null, ['MARKET_NOT_OPEN']],
        );
      }
      expect((await submit(shop)).userErrors[0].code).toBe('MARKET_NOT_OPEN');
      await change(portal, manager.token, 'marketResume', {
        marketCode: 'DE',
        expectedVersion: version + 1,
      });
      version += 2;
    }
  });
});

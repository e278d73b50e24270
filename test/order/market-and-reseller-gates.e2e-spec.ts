import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { MarketState } from '../../src/market/market.machine.js';
import { refusal } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import { addMarket } from '../support/world/market.world.js';
import {
  acceptAgreement,
  addAddress,
  addAgreement,
  addAuthorization,
} from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  openShop,
  submit,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('market-and-reseller-gates');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

/** A buyer of a reseller of its own, with what an order of its says. */
async function somebodyElse(
  options: Parameters<typeof addShopReseller>[1] = {},
): Promise<{ id: string; token: string; changes: { shipToAddressId: string } }> {
  const { id, addressId } = await addShopReseller(portal, options);
  const { token } = await addPerson(portal, { resellerId: id, role: 'BUYER' });
  return { id, token, changes: { shipToAddressId: addressId } };
}

async function stateOfOrder(changes: object, token: string): Promise<string> {
  const { order, userErrors } = await submit(shop, changes, token);
  expect(userErrors).toEqual([]);
  return order.state;
}

describe('the market', () => {
  it.each(['XX', 'D', '🛒', '??'])('must be there: %s', async (marketCode) => {
    expect(await refusal(shop, { marketCode })).toEqual([
      { code: 'UNKNOWN_MARKET', path: 'input.marketCode' },
    ]);
  });

  it('is found whatever the case and blanks of its code', async () => {
    expect(await stateOfOrder({ marketCode: ' de ' }, shop.buyer.token)).toBe('CONFIRMED');
  });

  describe('in another state', () => {
    afterEach(() => portal.db.query(`UPDATE market.market SET state = 'OPEN' WHERE code = 'DE'`));

    it.each(Object.keys(MarketState).filter((state) => state !== 'OPEN'))(
      'takes no orders when it is %s',
      async (state) => {
        await portal.db.query(`UPDATE market.market SET state = $1 WHERE code = 'DE'`, [state]);
        expect(await refusal(shop, {})).toEqual([
          { code: 'MARKET_NOT_OPEN', path: 'input.marketCode', state },
        ]);
      },
    );
  });

  it('takes no orders before its first tax rate begins', async () => {
    await addMarket(portal.db, { code: 'AT', taxRate: null, regionId: shop.regionId });
    await portal.db.query(
      `INSERT INTO market.tax_rate (market_code, valid_from, rate) VALUES ('AT', $1, '20')`,
      [daysFromToday(2)],
    );
    await addAuthorization(portal.db, { resellerId: shop.reseller.id, marketCode: 'AT' });
    const shipToAddressId = await addAddress(portal.db, {
      resellerId: shop.reseller.id,
      countryCode: 'AT',
    });
    expect(await refusal(shop, { marketCode: 'AT', shipToAddressId })).toEqual([
      { code: 'MARKET_NOT_OPEN', path: 'input.marketCode', state: 'OPEN' },
      { code: 'LISTING_NOT_ORDERABLE', path: 'input.lines.0.sku' },
    ]);
  });
});

describe('the reseller', () => {
  it.each(['SUSPENDED', 'DEAUTHORIZED', 'TERMINATED'] as const)(
    'does not order when it is %s',
    async (state) => {
      const { id, token, changes } = await somebodyElse();
      await portal.db.query(
        `UPDATE reseller.reseller SET state = $2,
           state_before_suspension = CASE $2 WHEN 'SUSPENDED' THEN 'ACTIVE' END WHERE id = $1`,
        [id, state],
      );
      expect(await refusal(shop, changes, token)).toEqual([
        { code: 'RESELLER_NOT_ACTIVE', path: 'input', state },
      ]);
    },
  );

  it('orders until the day before its reauthorization is due', async () => {
    const early = await somebodyElse({
      state: 'REAUTHORIZATION_DUE',
      reauthorizationDueOn: daysFromToday(2),
    });
    expect(await stateOfOrder(early.changes, early.token)).toBe('CONFIRMED');
    const state = 'REAUTHORIZATION_DUE';
    const late = await somebodyElse({ state, reauthorizationDueOn: daysFromToday(-2) });
    expect(await refusal(shop, late.changes, late.token)).toEqual([
      { code: 'RESELLER_NOT_ACTIVE', path: 'input', state },
    ]);
  });

  it('counts the day on which it is due by the calendar of the market', async () => {
    const [row] = await portal.rows<{ today: string }>(
      `SELECT (now() AT TIME ZONE 'Europe/Berlin')::date::text AS today`,
    );
    const state = 'REAUTHORIZATION_DUE';
    const due = await somebodyElse({ state, reauthorizationDueOn: row?.today ?? '' });
    expect(await refusal(shop, due.changes, due.token)).toEqual([
      { code: 'RESELLER_NOT_ACTIVE', path: 'input', state },
    ]);
  });

  it('does not buy by itself as an INDIRECT_RESELLER', async () => {
    const { token, changes } = await somebodyElse({ type: 'INDIRECT_RESELLER' });
    expect(await refusal(shop, changes, token)).toEqual([
      { code: 'RESELLER_NOT_ACTIVE', path: 'input', type: 'INDIRECT_RESELLER' },
    ]);
  });

  it('buys as a DISTRIBUTOR too', async () => {
    const { token, changes } = await somebodyElse({ type: 'DISTRIBUTOR' });
    expect(await stateOfOrder(changes, token)).toBe('CONFIRMED');
  });
});

describe('the market authorisation', () => {
  const notAuthorized = [{ code: 'MARKET_NOT_AUTHORIZED', path: 'input.marketCode' }];

  it.each([
    ['was never given', []],
    ['has ended', [{ validFrom: '2020-01-01', validUntil: daysFromToday(-2) }]],
    ['has not begun', [{ validFrom: daysFromToday(2) }]],
    [
      'pauses today',
      [{ validFrom: '2020-01-01', validUntil: daysFromToday(-2) }, { validFrom: daysFromToday(2) }],
    ],
  ])('is missing where it %s', async (_, periods) => {
    const { id, token, changes } = await somebodyElse({ markets: [] });
    for (const period of periods) {
      await addAuthorization(portal.db, { resellerId: id, marketCode: 'DE', ...period });
    }
    expect(await refusal(shop, changes, token)).toEqual(notAuthorized);
  });

  it('of another market does not help', async () => {
    await addMarket(portal.db, { code: 'FR', regionId: shop.regionId });
    const { token, changes } = await somebodyElse({ markets: ['FR'] });
    expect(await refusal(shop, changes, token)).toEqual(notAuthorized);
  });

  it('holds from its first day until the day before its end', async () => {
    const { id, token, changes } = await somebodyElse({ markets: [] });
    await addAuthorization(portal.db, {
      resellerId: id,
      marketCode: 'DE',
      validFrom: daysFromToday(-2),
      validUntil: daysFromToday(2),
    });
    expect(await stateOfOrder(changes, token)).toBe('CONFIRMED');
  });
});

describe('the agreement of the region', () => {
  let agreementId: string;

  beforeEach(async () => {
    agreementId = await addAgreement(portal.db, { regionId: shop.regionId, number: 2 });
  });
  afterEach(() =>
    portal.db.query('TRUNCATE reseller.agreement_acceptance, reseller.agreement CASCADE'),
  );

  it('must be accepted, and the answer says which one it is', async () => {
    expect(await refusal(shop, {})).toEqual([
      { code: 'AGREEMENT_NOT_ACCEPTED', path: 'input.marketCode', agreementId },
    ]);
  });

  it('is not accepted by accepting an older version, or by somebody else', async () => {
    const older = await addAgreement(portal.db, { regionId: shop.regionId, number: 1 });
    const other = await somebodyElse();
    const userId = shop.admin.userId;
    const { db } = portal;
    await acceptAgreement(db, { agreementId: older, resellerId: shop.reseller.id, userId });
    await acceptAgreement(db, { agreementId, resellerId: other.id, userId });
    expect(await refusal(shop, {})).toEqual([
      { code: 'AGREEMENT_NOT_ACCEPTED', path: 'input.marketCode', agreementId },
    ]);
    expect(await stateOfOrder(other.changes, other.token)).toBe('CONFIRMED');
  });

  it('lets orders in once it is accepted, also by a newer version that is not required yet', async () => {
    const newer = await addAgreement(portal.db, {
      regionId: shop.regionId,
      number: 3,
      requiredFrom: daysFromToday(30),
    });
    const userId = shop.admin.userId;
    await acceptAgreement(portal.db, {
      agreementId: newer,
      resellerId: shop.reseller.id,
      userId,
    });
    expect(await stateOfOrder({}, shop.buyer.token)).toBe('CONFIRMED');
  });
});

describe('problems of the header', () => {
  it('are reported together', async () => {
    const agreementId = await addAgreement(portal.db, { regionId: shop.regionId, number: 7 });
    const { token } = await somebodyElse({ type: 'INDIRECT_RESELLER', markets: [] });
    await portal.db.query(`UPDATE market.market SET state = 'PAUSED' WHERE code = 'DE'`);
    const changes = { partnerOfRecordId: newId(), shipToAddressId: newId() };
    expect(await refusal(shop, changes, token)).toEqual([
      { code: 'MARKET_NOT_OPEN', path: 'input.marketCode', state: 'PAUSED' },
      { code: 'RESELLER_NOT_ACTIVE', path: 'input', type: 'INDIRECT_RESELLER' },
      { code: 'MARKET_NOT_AUTHORIZED', path: 'input.marketCode' },
      { code: 'AGREEMENT_NOT_ACCEPTED', path: 'input.marketCode', agreementId },
      { code: 'PARTNER_OF_RECORD_INVALID', path: 'input.partnerOfRecordId' },
      { code: 'SHIP_TO_INVALID', path: 'input.shipToAddressId' },
    ]);
  });
});

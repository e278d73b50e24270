import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { brief } from '../support/order-probe.js';
import { inParallel, outcomeOf } from '../support/parallel.js';
import { startPortal, type Portal } from '../support/portal.js';
import { changed, sendChange, targetOf } from '../support/world/channel.world.js';
import { addRelationship, addReseller, addTaxExemption } from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  addStaff,
  breaches,
  MARKET,
  openShop,
  orderInput,
  submitRaw,
  type Person,
  type Shop,
  type ShopReseller,
} from '../support/world/shop.world.js';

const SLOW = 120_000;
let portal: Portal;
let shop: Shop;
let manager: string;
/** Holds rows, so that an order stops at a known place. */
let holder: pg.Client;

let reseller: ShopReseller;
let buyer: Person;
let partnerId: string;

beforeAll(async () => {
  portal = await startPortal('reseller-races', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
  manager = (await addStaff(portal, 'CHANNEL_MANAGER')).token;
  holder = new pg.Client({ connectionString: portal.config.database.url ?? '' });
  await holder.connect();
}, SLOW);
afterAll(async () => {
  await holder.end();
  await portal.stop();
});

beforeEach(async () => {
  reseller = await addShopReseller(portal, { type: 'DISTRIBUTOR' });
  buyer = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER' });
  partnerId = await addReseller(portal.db, { type: 'INDIRECT_RESELLER', markets: [MARKET] });
  await addRelationship(portal.db, { distributorId: reseller.id, indirectResellerId: partnerId });
});
afterEach(async () => {
  await holder.query('ROLLBACK');
  expect(await breaches(portal)).toEqual([]);
});

function order(changes: object = {}): ReturnType<typeof submitRaw> {
  const input = orderInput(shop, { shipToAddressId: reseller.addressId, ...changes });
  return submitRaw(shop, input, buyer.token);
}

async function ordersOf(resellerId: string): Promise<number> {
  const [row] = await portal.rows<{ count: number }>(
    'SELECT count(*)::int AS count FROM orders.sales_order WHERE sold_to_id = $1',
    [resellerId],
  );
  return row?.count ?? 0;
}

/** Waits until somebody waits for a lock. */
async function untilBlocked(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const [row] = await portal.rows<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (row && row.waiting > 0) return;
    await sleep(10);
  }
  throw new Error('Nobody waits for a lock.');
}

async function hold(text: string, values: unknown[]): Promise<void> {
  await holder.query('BEGIN');
  await holder.query(`SELECT set_config('app.scope', 'all', true)`);
  const { rowCount } = await holder.query(text, values);
  expect(rowCount).toBe(1);
}

/** An order that has read its facts and not written yet, while something is changed and committed. */
async function submitAround(
  changes: object,
  change: () => Promise<unknown>,
): Promise<Awaited<ReturnType<typeof order>>> {
  await hold('SELECT 1 FROM market.market WHERE code = $1 FOR UPDATE', [MARKET]);
  const answer = order(changes);
  await untilBlocked();
  await change();
  await holder.query('ROLLBACK');
  return answer;
}

async function refusalAround(changes: object, change: () => Promise<unknown>): Promise<object[]> {
  const { data, errors } = await submitAround(changes, change);
  expect(errors).toEqual([]);
  expect(data.orderSubmit.order).toBeNull();
  expect(await ordersOf(reseller.id)).toBe(0);
  return data.orderSubmit.userErrors.map(brief);
}

const suspend = async (id: string): Promise<unknown> =>
  changed(portal, 'resellerSuspend', {
    input: { ...(await targetOf(portal, id)), reason: 'Invoices are overdue' },
    token: manager,
  });
const terminate = async (id: string): Promise<unknown> =>
  changed(portal, 'resellerTerminate', {
    input: { ...(await targetOf(portal, id)), reason: 'It has closed' },
    token: manager,
  });
async function endAuthorization(id: string): Promise<unknown> {
  const [row] = await portal.rows<{ id: string }>(
    'SELECT id FROM reseller.market_authorization WHERE reseller_id = $1',
    [id],
  );
  const { expectedVersion } = await targetOf(portal, id);
  const input = { authorizationId: row?.id, expectedVersion };
  return changed(portal, 'marketAuthorizationEnd', { input, token: manager });
}
async function endRelationship(): Promise<void> {
  const [row] = await portal.rows<{ id: string; version: number }>(
    'SELECT id, version FROM reseller.partner_relationship WHERE indirect_reseller_id = $1',
    [partnerId],
  );
  const { data } = await portal.ask(
    `mutation ($input: RelationshipEndInput!) { relationshipEnd(input: $input) { userErrors { code } } }`,
    { input: { relationshipId: row?.id, expectedVersion: row?.version } },
    { token: manager },
  );
  expect(data.relationshipEnd.userErrors).toEqual([]);
}
const changeTier = async (): Promise<unknown> =>
  changed(portal, 'resellerTierChange', {
    input: { ...(await targetOf(portal, reseller.id)), tier: 'REGISTERED' },
    token: manager,
  });

describe('an order that has read its facts', () => {
  it('is refused when its reseller is suspended before it is written', async () => {
    expect(await refusalAround({}, () => suspend(reseller.id))).toEqual([
      { code: 'RESELLER_NOT_ACTIVE', path: 'input', state: 'SUSPENDED' },
    ]);
  });

  it('is refused when its reseller is terminated before it is written', async () => {
    expect(await refusalAround({}, () => terminate(reseller.id))).toEqual([
      { code: 'RESELLER_NOT_ACTIVE', path: 'input', state: 'TERMINATED' },
    ]);
  });

  it('is refused when the authorisation ends before it is written', async () => {
    expect(await refusalAround({}, () => endAuthorization(reseller.id))).toEqual([
      { code: 'MARKET_NOT_AUTHORIZED', path: 'input.marketCode' },
    ]);
  });

  it('has the prices of the tier that it is written with', async () => {
    const { data } = await submitAround({}, changeTier);
    expect(data.orderSubmit).toMatchObject({
      userErrors: [],
      order: { state: 'CONFIRMED', net: { amount: '600.00' } },
    });
    expect(
      await portal.rows('SELECT tier FROM orders.sales_order WHERE sold_to_id = $1', [reseller.id]),
    ).toEqual([{ tier: 'REGISTERED' }]);
  });

  it('is refused with the new price when it expects that of the old tier', async () => {
    const expectedUnitPrice = { amount: '540.00', currencyCode: 'EUR' };
    const lines = [{ sku: 'SKU-A', quantity: 1, expectedUnitPrice }];
    expect(await refusalAround({ lines }, changeTier)).toEqual([
      {
        code: 'PRICE_CHANGED',
        path: 'input.lines.0.expectedUnitPrice',
        expected: expectedUnitPrice,
        actual: { amount: '600.00', currencyCode: 'EUR' },
      },
    ]);
  });

  it('is taxed when its exemption ends before it is written', async () => {
    const exemptionId = await addTaxExemption(portal.db, {
      resellerId: reseller.id,
      marketCode: MARKET,
    });
    const { data } = await submitAround({}, async () => {
      const { expectedVersion } = await targetOf(portal, reseller.id);
      const input = { exemptionId, expectedVersion };
      await changed(portal, 'taxExemptionEnd', { input, token: manager });
    });
    expect(data.orderSubmit.order).toMatchObject({ state: 'CONFIRMED', tax: { amount: '102.60' } });
  });

  const invalidPartner = [{ code: 'PARTNER_OF_RECORD_INVALID', path: 'input.partnerOfRecordId' }];

  it.each([
    ['is suspended', () => suspend(partnerId)],
    ['is terminated', () => terminate(partnerId)],
    ['is not authorised any more', () => endAuthorization(partnerId)],
    ['has no relationship any more', () => endRelationship()],
  ])('is refused when its partner of record %s before it is written', async (_, change) => {
    expect(await refusalAround({ partnerOfRecordId: partnerId }, change)).toEqual(invalidPartner);
  });
});

describe('a request for approval that has read its facts', () => {
  it('is refused when its reseller is suspended before it is written', async () => {
    buyer = await addPerson(portal, {
      resellerId: reseller.id,
      role: 'BUYER',
      limits: [{ currencyCode: 'EUR', perOrderMinor: 0 }],
    });
    expect(await refusalAround({}, () => suspend(reseller.id))).toEqual([
      { code: 'RESELLER_NOT_ACTIVE', path: 'input', state: 'SUSPENDED' },
    ]);
  });
});

describe('an order that is being written', () => {
  it.each([
    ['a suspension', () => suspend(reseller.id)],
    ['the end of an authorisation', () => endAuthorization(reseller.id)],
    ['a change of tier', changeTier],
    ['a suspension of its partner of record', () => suspend(partnerId)],
    ['the end of the relationship', () => endRelationship()],
  ])('is awaited by %s, and stays as it was placed', async (_, change) => {
    await hold(
      `SELECT 1 FROM reseller.credit_account WHERE reseller_id = $1 AND currency_code = 'EUR' FOR UPDATE`,
      [reseller.id],
    );
    const placed = order({ partnerOfRecordId: partnerId });
    await untilBlocked();
    let isChanged = false;
    const changing = change().then(() => {
      isChanged = true;
    });
    await sleep(300);
    expect(isChanged).toBe(false);
    await holder.query('ROLLBACK');
    const { data } = await placed;
    await changing;
    expect(data.orderSubmit).toMatchObject({
      userErrors: [],
      order: { state: 'CONFIRMED', net: { amount: '540.00' } },
    });
  });
});

describe('suspensions and resumptions among orders', () => {
  it(
    'have no order placed between them',
    async () => {
      const outcomes = new Set<string>();
      for (let round = 0; round < 12; round += 1) {
        const name = round % 2 === 0 ? 'resellerSuspend' : 'resellerResume';
        const target = await targetOf(portal, reseller.id);
        const input = round % 2 === 0 ? { ...target, reason: 'Once more' } : target;
        const [answers] = await Promise.all([
          inParallel(6, () => order()),
          sleep(round).then(() => sendChange(portal, name, { input, token: manager })),
        ]);
        for (const answer of answers) outcomes.add(outcomeOf(answer, 'orderSubmit'));
      }
      expect(outcomes).toEqual(new Set(['CONFIRMED', 'RESELLER_NOT_ACTIVE']));
      // Who writes a record holds the reseller until the commit, so the order of the records is that of the commits.
      const records = await portal.rows<{ operation: string }>(
        `SELECT operation FROM platform.audit_record
       WHERE $1 = ANY (party_ids) AND operation IN ('SUBMIT', 'SUSPEND', 'LIFT_SUSPENSION') ORDER BY seq`,
        [reseller.id],
      );
      const story = records.map(({ operation }) => operation).join(' ');
      expect(story).toMatch(/SUBMIT SUSPEND/);
      expect(story).not.toMatch(/SUSPEND SUBMIT/);
    },
    SLOW,
  );
});

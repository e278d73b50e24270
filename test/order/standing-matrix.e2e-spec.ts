import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { resellerMachine, type ResellerState } from '../../src/reseller/reseller.machine.js';
import { footprint } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import { change, placed, type OrderMutation } from '../support/world/order-command.world.js';
import { addRelationship } from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  MARKET,
  openShop,
  orderInput,
  type Person,
  type Shop,
  type ShopReseller,
} from '../support/world/shop.world.js';

/** A state of the machine, or REAUTHORIZATION_DUE whose day has come while no job has run. */
type Standing = ResellerState | 'OVERDUE';

const MAY_ORDER: Record<Standing, boolean> = {
  ACTIVE: true,
  REAUTHORIZATION_DUE: true,
  OVERDUE: false,
  SUSPENDED: false,
  DEAUTHORIZED: false,
  TERMINATED: false,
};
const STANDINGS: Standing[] = [...resellerMachine.states, 'OVERDUE'];

/** Which mutations pass the gates of an order, and where their problems lie; null: whoever may not order may do it too. */
const GATES: Record<OrderMutation, 'input' | 'order' | null> = {
  orderSubmit: 'input',
  orderApprove: 'order',
  orderDraftSave: null,
  orderDraftDelete: null,
  orderReject: null,
  orderWithdraw: null,
  orderCancel: null,
  orderHoldPlace: null,
  orderHoldRelease: null,
};
const MUTATIONS = Object.keys(GATES) as OrderMutation[];

let portal: Portal;
let shop: Shop;
let distributor: ShopReseller;
let partner: ShopReseller;
let buyer: Person;
/** Needs an approval for every order. */
let limited: Person;
let admin: Person;

beforeAll(async () => {
  portal = await startPortal('standing-matrix');
  shop = await openShop(portal);
  distributor = await addShopReseller(portal, { type: 'DISTRIBUTOR' });
  partner = await addShopReseller(portal, { type: 'INDIRECT_RESELLER' });
  const parties = { distributorId: distributor.id, indirectResellerId: partner.id };
  await addRelationship(portal.db, parties);
  const resellerId = distributor.id;
  buyer = await addPerson(portal, { resellerId, role: 'BUYER' });
  admin = await addPerson(portal, { resellerId, role: 'RESELLER_ADMIN' });
  const limits = [{ currencyCode: 'EUR', perOrderMinor: 0 }];
  limited = await addPerson(portal, { resellerId, role: 'BUYER', limits });
});
afterAll(() => portal.stop());
afterEach(async () => {
  await put(distributor.id, 'ACTIVE');
  await put(partner.id, 'ACTIVE');
  expect(await breaches(portal)).toEqual([]);
});

function put(resellerId: string, standing: Standing): Promise<unknown> {
  const state = standing === 'OVERDUE' ? 'REAUTHORIZATION_DUE' : standing;
  return portal.db.query(
    `UPDATE reseller.reseller SET state = $2, version = version + 1,
       state_before_suspension = CASE $2 WHEN 'SUSPENDED' THEN 'ACTIVE' END,
       reauthorization_due_on = CASE $2 WHEN 'REAUTHORIZATION_DUE' THEN $3::date END
     WHERE id = $1`,
    [resellerId, state, daysFromToday(standing === 'OVERDUE' ? -2 : 2)],
  );
}

const withPartner = (): object => ({
  partnerOfRecordId: partner.id,
  shipToAddressId: distributor.addressId,
});

const draftInput = (): object => ({
  marketCode: MARKET,
  lines: [{ sku: 'SKU-A', quantity: 1 }],
  purchaseOrderNumber: newId(),
  ...withPartner(),
});

/** Everything that the mutation needs, made while all may order; who then sends it, and what. */
async function prepare(mutation: OrderMutation): Promise<[Person, object]> {
  const order = async (by: Person): Promise<string> =>
    (await placed(shop, withPartner(), by.token)).id;
  switch (mutation) {
    case 'orderSubmit':
      return [buyer, orderInput(shop, withPartner())];
    case 'orderDraftSave':
      return [buyer, draftInput()];
    case 'orderDraftDelete': {
      const { order: draft } = await change(portal, 'orderDraftSave', draftInput(), buyer.token);
      return [buyer, { orderId: draft.id }];
    }
    case 'orderApprove':
    case 'orderWithdraw':
      return [admin, { orderId: await order(limited) }];
    case 'orderReject':
      return [admin, { orderId: await order(limited), reason: 'Too much' }];
    case 'orderCancel':
      return [buyer, { orderId: await order(buyer), reason: 'Not needed' }];
    case 'orderHoldPlace':
    case 'orderHoldRelease': {
      const hold = { orderId: await order(buyer), reason: 'CUSTOMER' };
      const note = 'As the customer asks';
      if (mutation === 'orderHoldPlace') return [shop.desk, { ...hold, note }];
      await change(portal, 'orderHoldPlace', { ...hold, note }, shop.desk.token);
      return [shop.desk, hold];
    }
  }
}

/** What became of it: null, or the problem; then nothing was changed. */
async function outcomeOf(
  mutation: OrderMutation,
  [{ token }, input]: [Person, object],
): Promise<object | null> {
  const before = await footprint(portal);
  const { userErrors } = await change(portal, mutation, input, token);
  const [problem] = userErrors;
  if (problem === undefined) return null;
  expect(await footprint(portal)).toEqual(before);
  expect(userErrors).toHaveLength(1);
  const { code, path, state } = problem;
  return { code, path: path.join('.'), state };
}

describe.each(STANDINGS)('a distributor that is %s', (standing) => {
  it.each(MUTATIONS)('%s', async (mutation) => {
    const request = await prepare(mutation);
    await put(distributor.id, standing);
    const gate = GATES[mutation];
    const state = standing === 'OVERDUE' ? 'REAUTHORIZATION_DUE' : standing;
    expect(await outcomeOf(mutation, request)).toEqual(
      gate === null || MAY_ORDER[standing]
        ? null
        : { code: 'RESELLER_NOT_ACTIVE', path: gate, state },
    );
  });
});

describe.each(STANDINGS)('a partner of record that is %s', (standing) => {
  it.each(MUTATIONS)('%s', async (mutation) => {
    const request = await prepare(mutation);
    await put(partner.id, standing);
    const gate = GATES[mutation];
    expect(await outcomeOf(mutation, request)).toEqual(
      gate === null || MAY_ORDER[standing]
        ? null
        : { code: 'PARTNER_OF_RECORD_INVALID', path: `${gate}.partnerOfRecordId`, state: null },
    );
  });
});

describe('a relationship that has ended', () => {
  it.each(MUTATIONS)('%s', async (mutation) => {
    const request = await prepare(mutation);
    const move = (state: string): Promise<unknown> =>
      portal.db.query(
        `UPDATE reseller.partner_relationship SET state = $2, ended_at = CASE $2 WHEN 'ENDED' THEN now() END
         WHERE distributor_id = $1`,
        [distributor.id, state],
      );
    await move('ENDED');
    const gate = GATES[mutation];
    const outcome = await outcomeOf(mutation, request);
    await move('ACTIVE');
    expect(outcome).toEqual(
      gate === null
        ? null
        : { code: 'PARTNER_OF_RECORD_INVALID', path: `${gate}.partnerOfRecordId`, state: null },
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { contentOf } from '../support/database-content.js';
import { inParallel, tally } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  addPerson,
  addShopReseller,
  openShop,
  submit,
  type Shop,
} from '../support/world/shop.world.js';

const FIELDS =
  'id label recipient line1 line2 city region postalCode countryCode phone state version';
const ERRORS = 'userErrors { code message path rule version state operation }';
const mutation = (name: string, type: string, errors = ERRORS) =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { address { ${FIELDS} } ${errors} } }`;
const OPERATIONS = {
  addressCreate: mutation(
    'addressCreate',
    'AddressCreateInput',
    'userErrors { code message path rule }',
  ),
  addressUpdate: mutation('addressUpdate', 'AddressUpdateInput'),
  addressArchive: mutation(
    'addressArchive',
    'AddressArchiveInput',
    'userErrors { code message path version state operation }',
  ),
};
type Operation = keyof typeof OPERATIONS;

const DOCK = {
  label: 'Dock',
  recipient: 'Goods in',
  line1: 'Hafenstraße 1',
  line2: 'Gate 2',
  city: 'Hamburg',
  region: null,
  postalCode: '20359',
  countryCode: 'DE',
  phone: '+49 40 1234567',
};

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('addresses', { DATABASE_POOL_SIZE: '16' });
  shop = await openShop(portal);
}, 60_000);

afterAll(() => portal?.stop());

async function send(
  operation: Operation,
  input: object,
  token = shop.admin.token,
): Promise<Answer['data']> {
  const { data, errors } = await portal.ask(OPERATIONS[operation], { input }, { token });
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data[operation];
}

async function addDock(changes: object = {}): Promise<Answer['data']> {
  const { address, userErrors } = await send('addressCreate', { ...DOCK, ...changes });
  expect(userErrors).toEqual([]);
  return address;
}

function trail(id: string): Promise<object[]> {
  return portal.rows(
    `SELECT operation, from_state AS "from", to_state AS "to", entity_version AS version, old, new
     FROM platform.audit_record WHERE entity = 'ADDRESS' AND entity_id = $1 ORDER BY entity_version`,
    [id],
  );
}

describe('addressCreate', () => {
  it('adds an address that orders ship to at once', async () => {
    const address = await addDock({ label: '  Dock  ', region: ' ' });
    expect(address).toEqual({ ...DOCK, id: expect.any(String), state: 'ACTIVE', version: 1 });
    const { data } = await portal.ask(
      `query ($id: ID!) { reseller(id: $id) { addresses { ${FIELDS} } } }`,
      { id: shop.reseller.id },
      { token: shop.buyer.token },
    );
    expect(data.reseller.addresses).toContainEqual(address);
    const { order } = await submit(shop, { shipToAddressId: address.id });
    expect(order.state).toBe('CONFIRMED');
    expect(await trail(address.id)).toEqual([
      { operation: 'CREATE', from: null, to: 'ACTIVE', version: 1, old: null, new: DOCK },
    ]);
  });

  it('says everything that is wrong at once, and adds nothing', async () => {
    const before = await contentOf(portal);
    const { address, userErrors } = await send('addressCreate', {
      ...DOCK,
      label: ' ',
      line1: 'x'.repeat(201),
      countryCode: 'XX',
      phone: 'call me',
    });
    expect(address).toBeNull();
    expect(userErrors).toMatchObject([
      { code: 'REQUIRED', path: ['input', 'label'] },
      { code: 'INVALID_VALUE', path: ['input', 'line1'], rule: 'LENGTH' },
      { code: 'INVALID_VALUE', path: ['input', 'countryCode'], rule: 'COUNTRY' },
      { code: 'INVALID_VALUE', path: ['input', 'phone'], rule: 'FORMAT' },
    ]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is refused when five hundred are in use, until one is archived', async () => {
    const { id } = await addShopReseller(portal);
    const { token } = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' });
    await portal.db.query(
      `INSERT INTO reseller.address (id, reseller_id, label, recipient, line1, city, country_code)
       SELECT gen_random_uuid(), $1, 'Dock ' || n, 'Goods in', 'Street', 'City', 'DE' FROM generate_series(2, 500) n`,
      [id],
    );
    const { userErrors } = await send('addressCreate', DOCK, token);
    expect(userErrors).toMatchObject([{ code: 'INVALID_VALUE', path: ['input'], rule: 'COUNT' }]);
    const [one] = await portal.rows<{ id: string }>(
      'SELECT id FROM reseller.address WHERE reseller_id = $1 LIMIT 1',
      [id],
    );
    await send('addressArchive', { id: one?.id, expectedVersion: 1 }, token);
    expect((await send('addressCreate', DOCK, token)).userErrors).toEqual([]);
  });
});

describe('the number of addresses', () => {
  it('is kept by ten who add one at the same moment', async () => {
    const { id } = await addShopReseller(portal);
    const { token } = await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' });
    await portal.db.query(
      `INSERT INTO reseller.address (id, reseller_id, label, recipient, line1, city, country_code)
       SELECT gen_random_uuid(), $1, 'Dock ' || n, 'Goods in', 'Street', 'City', 'DE' FROM generate_series(2, 498) n`,
      [id],
    );
    const outcomes = await inParallel(10, async () => {
      const { userErrors } = await send('addressCreate', DOCK, token);
      return userErrors[0]?.rule ?? 'DONE';
    });
    expect(tally(outcomes)).toEqual({ DONE: 2, COUNT: 8 });
  });
});

describe('addressUpdate', () => {
  it('changes what is given for new orders, and no order that was placed', async () => {
    const { id } = await addDock();
    const { order: before } = await submit(shop, { shipToAddressId: id });
    const { address } = await send('addressUpdate', {
      id,
      expectedVersion: 1,
      city: 'Bremen',
      line2: null,
      label: 'Dock',
    });
    expect(address).toEqual({
      ...DOCK,
      id,
      city: 'Bremen',
      line2: null,
      state: 'ACTIVE',
      version: 2,
    });
    const { order: after } = await submit(shop, { shipToAddressId: id });
    const cities = await portal.rows<{ city: string }>(
      `SELECT ship_to ->> 'city' AS city FROM orders.sales_order WHERE id = ANY ($1) ORDER BY id`,
      [[before.id, after.id]],
    );
    expect(cities.map(({ city }) => city)).toEqual(['Hamburg', 'Bremen']);
    expect(await trail(id)).toMatchObject([
      { operation: 'CREATE' },
      {
        operation: 'UPDATE',
        version: 2,
        old: { city: 'Hamburg', line2: 'Gate 2' },
        new: { city: 'Bremen', line2: null },
      },
    ]);
  });

  it('writes nothing when nothing changes', async () => {
    const { id } = await addDock();
    const before = await contentOf(portal);
    const { address } = await send('addressUpdate', { id, expectedVersion: 1, ...DOCK });
    expect(address.version).toBe(1);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('refuses to take away what is required', async () => {
    const { id } = await addDock();
    const { userErrors } = await send('addressUpdate', { id, expectedVersion: 1, city: null });
    expect(userErrors).toMatchObject([{ code: 'REQUIRED', path: ['input', 'city'] }]);
  });

  it('of eight at once is done by one', async () => {
    const { id } = await addDock();
    const codes = await inParallel(8, async (n) => {
      const { userErrors } = await send('addressUpdate', {
        id,
        expectedVersion: 1,
        city: `City ${n}`,
      });
      return userErrors[0]?.code ?? 'DONE';
    });
    expect(tally(codes)).toEqual({ DONE: 1, CONFLICT: 7 });
    expect(await trail(id)).toHaveLength(2);
  });
});

describe('addressArchive', () => {
  it('takes it out of use: new orders are refused, placed ones keep it', async () => {
    const { id } = await addDock();
    const { order } = await submit(shop, { shipToAddressId: id });
    const { address } = await send('addressArchive', { id, expectedVersion: 1 });
    expect([address.state, address.version]).toEqual(['ARCHIVED', 2]);
    const refused = await submit(shop, { shipToAddressId: id });
    expect(refused.order).toBeNull();
    expect(refused.userErrors).toMatchObject([
      { code: 'SHIP_TO_INVALID', path: ['input', 'shipToAddressId'] },
    ]);
    const { data } = await portal.ask(
      'query ($id: ID!) { order(id: $id) { shipTo { city } } }',
      { id: order.id },
      { token: shop.buyer.token },
    );
    expect(data.order.shipTo.city).toBe('Hamburg');
    expect(await trail(id)).toMatchObject([
      { operation: 'CREATE' },
      { operation: 'ARCHIVE', from: 'ACTIVE', to: 'ARCHIVED', version: 2 },
    ]);
  });
});

describe.each(['addressUpdate', 'addressArchive'] as const)('%s', (operation) => {
  it('answers a stale version, an archived address, and strangers, and changes nothing', async () => {
    const { id } = await addDock();
    await send('addressArchive', { id, expectedVersion: 1 });
    const other = await addShopReseller(portal);
    const before = await contentOf(portal);
    expect((await send(operation, { id, expectedVersion: 1 })).userErrors).toMatchObject([
      { code: 'CONFLICT', path: ['input', 'expectedVersion'], version: 2 },
    ]);
    expect((await send(operation, { id, expectedVersion: 2 })).userErrors).toMatchObject([
      { code: 'ILLEGAL_TRANSITION', path: ['input', 'id'], state: 'ARCHIVED' },
    ]);
    for (const strange of [other.addressId, newId(), 'nonsense']) {
      expect((await send(operation, { id: strange, expectedVersion: 1 })).userErrors).toMatchObject(
        [{ code: 'NOT_FOUND', path: ['input', 'id'] }],
      );
    }
    expect(await contentOf(portal)).toEqual(before);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderFactsRepository } from '../../src/order/order-facts.repository.js';
import { brief, dryRun, problemsOfDryRun, refusal } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addCertificate,
  daysFromToday,
  requireCertificate,
} from '../support/world/catalog.world.js';
import {
  addStaff,
  breaches,
  openShop,
  orderInput,
  submit,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;
let manager: Person;

beforeAll(async () => {
  portal = await startPortal('listing-effects');
  shop = await openShop(portal);
  manager = await addStaff(portal, 'CATALOG_MANAGER');
});
afterAll(() => portal?.stop());

interface Target {
  id: string;
  expectedVersion: number;
}

async function listingOf(sku: string): Promise<Target> {
  const { data } = await portal.ask(
    `{ listings(filter: { sku: "${sku}", marketCode: "DE" }) { nodes { id version } } }`,
    {},
    { token: manager.token },
  );
  const [{ id, version }] = data.listings.nodes;
  return { id, expectedVersion: version };
}

async function change(name: string, input: object): Promise<void> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  const { data, errors } = await portal.ask(
    `mutation ($input: ${type}Input!) { ${name}(input: $input) { userErrors { message } } }`,
    { input },
    { token: manager.token },
  );
  expect(errors).toEqual([]);
  expect(data[name].userErrors).toEqual([]);
}

const pause = async (sku: string): Promise<void> =>
  change('listingPause', { ...(await listingOf(sku)), reason: 'A battery is checked.' });
const resume = async (sku: string): Promise<void> => change('listingResume', await listingOf(sku));

const orderOf = (sku: string, quantity = 1): { lines: object[] } => ({
  lines: [{ sku, quantity }],
});
const path = 'input.lines.0.sku';
const paused = { code: 'LISTING_NOT_ORDERABLE', path, stage: 'ON_SALE' };

async function expectOrder(changes: object): Promise<void> {
  const { order, userErrors } = await submit(shop, changes);
  expect(userErrors).toEqual([]);
  expect(order.state).toBe('CONFIRMED');
}

describe('what a change of a listing does to orders', () => {
  it('a pause refuses them, dry and in earnest, until it ends', async () => {
    await expectOrder(orderOf('SKU-A'));
    await pause('SKU-A');
    expect(await refusal(shop, orderOf('SKU-A'))).toEqual([paused]);
    expect(problemsOfDryRun(await dryRun(shop, orderInput(shop, orderOf('SKU-A'))))).toEqual([
      paused,
    ]);
    await expectOrder(orderOf('SKU-B'));
    await resume('SKU-A');
    await expectOrder(orderOf('SKU-A'));
  });

  it('a date refuses them, or lets them in', async () => {
    const onSaleFrom = daysFromToday(9);
    await change('listingUpdate', { ...(await listingOf('SKU-A')), onSaleFrom });
    expect(await refusal(shop, orderOf('SKU-A'))).toEqual([
      { code: 'LISTING_NOT_ORDERABLE', path, stage: 'PLANNED', orderableFrom: onSaleFrom },
    ]);
    await change('listingUpdate', { ...(await listingOf('SKU-A')), onSaleFrom: '2020-01-01' });
    await expectOrder(orderOf('SKU-A'));
  });

  it('a quantity rule holds for the next order', async () => {
    const free = { minimumQuantity: 1, quantityIncrement: 1 };
    await change('listingUpdate', { ...(await listingOf('SKU-A')), minimumQuantity: 10 });
    expect(await refusal(shop, orderOf('SKU-A', 9))).toEqual([
      { code: 'QUANTITY_RULE', path: 'input.lines.0.quantity', min: 10, increment: 1 },
    ]);
    await expectOrder(orderOf('SKU-A', 10));
    await change('listingUpdate', { ...(await listingOf('SKU-A')), ...free });
  });

  it('the end of a certificate is one of orders', async () => {
    const [row] = await portal.rows<{ id: string }>(
      'SELECT product_id AS id FROM catalog.variant WHERE id = $1',
      [shop.b],
    );
    const productId = row?.id ?? '';
    await requireCertificate(portal.db, 'DE', 'LAPTOP', 'CE');
    const certificate = { productId, marketCode: 'DE', scheme: 'CE' };
    const validUntil = daysFromToday(-2);
    await addCertificate(portal.db, { ...certificate, validUntil });
    expect(await refusal(shop, orderOf('SKU-B'))).toEqual([{ code: 'CERTIFICATE_EXPIRED', path }]);
    await portal.db.query('DELETE FROM catalog.required_certificate');
    await expectOrder(orderOf('SKU-B'));
  });

  it('what was ordered is not deleted', async () => {
    const target = await listingOf('SKU-A');
    const { data } = await portal.ask(
      `mutation ($input: ListingDeleteInput!) {
        listingDelete(input: $input) { listing { id } userErrors { code path rule } } }`,
      { input: target },
      { token: manager.token },
    );
    expect(data.listingDelete).toEqual({
      listing: null,
      userErrors: [{ code: 'INVALID_VALUE', path: ['input', 'id'], rule: 'IN_USE' }],
    });
    expect(await listingOf('SKU-A')).toEqual(target);
  });
});

describe('a pause while orders are under way', () => {
  /** Holds the next order that has read its facts until the work is done. */
  function betweenReadingAndWriting(work: () => Promise<void>): void {
    const facts = portal.app.get(OrderFactsRepository, { strict: false });
    const read = facts.read.bind(facts);
    facts.read = async (...args) => {
      facts.read = read;
      const found = await read(...args);
      await work();
      return found;
    };
  }

  it('refuses the order that has read its facts before it', async () => {
    betweenReadingAndWriting(() => pause('SKU-A'));
    const { order, userErrors } = await submit(shop, orderOf('SKU-A'));
    expect(order).toBeNull();
    expect(userErrors.map(brief)).toEqual([paused]);
    betweenReadingAndWriting(() => resume('SKU-A'));
    expect(await submit(shop, orderOf('SKU-A'))).toMatchObject({ order: null });
    await expectOrder(orderOf('SKU-A'));
  });

  it('never lets one in that was sent after it, and is never an error', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      const during = Array.from({ length: 4 }, () => submit(shop, orderOf('SKU-A')));
      const [, ...payloads] = await Promise.all([pause('SKU-A'), ...during]);
      const after = await Promise.all([1, 2].map(() => submit(shop, orderOf('SKU-A'))));
      for (const { order } of after) expect(order).toBeNull();
      for (const { order, userErrors } of payloads) {
        outcomes.add(order === null ? 'refused' : 'placed');
        if (order === null) expect(userErrors.map(brief)).toEqual([paused]);
        else expect(order.state).toBe('CONFIRMED');
      }
      await resume('SKU-A');
    }
    expect(outcomes).toContain('placed');
    expect(await breaches(portal)).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addLocation, putStock } from '../support/world/inventory.world.js';
import { addBid } from '../support/world/pricing.world.js';
import { MARKET, openShop, orderInput, type Shop } from '../support/world/shop.world.js';

const OFFER = `priceListCode priceListName audience priority validFrom minimumQuantity unitPrice { amount currencyCode }`;
const ORDER = `id number state currencyCode purchaseOrderNumber version day placedBy acceptBackorder heldSince
  market { code } soldTo { id legalName } billTo { id legalName } partnerOfRecord { id legalName }
  shipTo { addressId recipient line1 line2 city region postalCode countryCode phone } endCustomer { name reference }
  lines { id position sku name quantity allocated backordered shipped delivered returned cancelled taxRate promisedOn
    unitPrice { amount currencyCode } net { amount currencyCode } specialBidNumber
    allocations { locationCode quantity }
    priceExplanation { quantity specialBidNumber winner { ${OFFER} } losers { ${OFFER} reason } } }
  net { amount } tax { amount } total { amount } currentNet { amount } currentTax { amount } currentTotal { amount }
  holds { reason } credit { exposure { amount } } approval { overLimit }
  createdAt submittedAt placedAt confirmedAt expiresAt history { operation from to at actor version }`;

/** A new order is answered from what is known of it, without reading it back: that must not show. */
describe('the answer to a submit', () => {
  let portal: Portal;
  let shop: Shop;

  beforeAll(async () => {
    portal = await startPortal('order-answer');
    shop = await openShop(portal);
    // Of SKU-B there are 1,000 at RTM, which is as near as LEJ and nearer than WAW.
    const near = await addLocation(portal.db, { code: 'LEJ', markets: { [MARKET]: {} } });
    const far = { preference: 2, leadDays: 9 };
    const other = await addLocation(portal.db, { code: 'WAW', markets: { [MARKET]: far } });
    for (const location of [near, other]) await putStock(portal.db, shop.b, location, 500);
  });
  afterAll(() => portal.stop());

  async function bothOf(changes: object, token = shop.buyer.token): Promise<[object, object]> {
    const placed = await portal.ask(
      `mutation ($input: OrderSubmitInput!) { orderSubmit(input: $input) { order { ${ORDER} } userErrors { code path } } }`,
      { input: orderInput(shop, changes) },
      { token },
    );
    expect(placed.errors).toEqual([]);
    const { order, userErrors } = placed.data.orderSubmit;
    expect(userErrors).toEqual([]);
    const text = `query ($id: ID!) { order(id: $id) { ${ORDER} } }`;
    const read = await portal.ask(text, { id: order.id }, { token });
    expect(read.errors).toEqual([]);
    return [order, read.data.order];
  }

  it('is the order as it is read afterwards', async () => {
    const [answered, read] = await bothOf({
      purchaseOrderNumber: ' PO answer ',
      endCustomer: { name: ' City of Kiel ', reference: '' },
      lines: [
        { sku: 'SKU-A', quantity: 12 },
        { sku: 'SKU-B', quantity: 3, expectedUnitPrice: { amount: '115', currencyCode: 'EUR' } },
        { sku: 'SKU-A', quantity: 1 },
      ],
    });
    expect(answered).toMatchObject({ state: 'CONFIRMED', placedBy: 'Some Body' });
    expect(answered).toEqual(read);
  });

  it('says from which places pieces come, when two lines share several', async () => {
    const [answered, read] = await bothOf({
      lines: [
        { sku: 'SKU-B', quantity: 900 },
        { sku: 'SKU-B', quantity: 900 },
      ],
    });
    expect(answered).toEqual(read);
    const { lines } = read as { lines: { allocations: object[]; promisedOn: string }[] };
    expect(lines[1]?.allocations.length).toBeGreaterThan(1);
    expect(lines[0]?.promisedOn).not.toBe(lines[1]?.promisedOn);
  });

  it('names the special bid', async () => {
    await addBid(portal.db, {
      resellerId: shop.reseller.id,
      marketCode: MARKET,
      variantId: shop.a,
      unitPriceMinor: 49_900,
      quantity: 20,
      number: 'BID-ANSWER',
    });
    const lines = [{ sku: 'SKU-A', quantity: 2, specialBidNumber: 'BID-ANSWER' }];
    const [answered, read] = await bothOf({ lines });
    expect(answered).toMatchObject({ lines: [{ specialBidNumber: 'BID-ANSWER' }] });
    expect(answered).toEqual(read);
  });

  it('names the person behind an API key', async () => {
    const created = await portal.ask(
      `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret } }`,
      {
        input: {
          idempotencyKey: newId(),
          name: 'ERP',
          scopes: ['ORDERS_READ', 'ORDERS_WRITE', 'CATALOG_READ'],
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        },
      },
      { token: shop.admin.token },
    );
    const [answered, read] = await bothOf({}, created.data.apiKeyCreate.secret);
    expect(answered).toMatchObject({ state: 'CONFIRMED', placedBy: 'Some Body' });
    expect(answered).toEqual(read);
  });
});

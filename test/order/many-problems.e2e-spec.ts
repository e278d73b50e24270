import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { brief, refusal, type BriefProblem } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListing,
  addProduct,
  addVariant,
  daysFromToday,
} from '../support/world/catalog.world.js';
import { putStock } from '../support/world/inventory.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addShelf, openShop, submit, type Shop } from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('many-problems');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

describe('an order of 40 lines', () => {
  it('reports every bad line at once, in the order of the lines', async () => {
    const { db } = portal;
    const onSaleFrom = daysFromToday(30);
    const productId = await addProduct(db, { handle: 'planned' });
    const planned = await addVariant(db, { productId, sku: 'SKU-SOON' });
    await addListing(db, { variantId: planned, marketCode: 'DE', onSaleFrom });
    const dozen = await addShelf(portal, 'SKU-DOZEN');
    await db.query('UPDATE catalog.listing SET quantity_increment = 12 WHERE variant_id = $1', [
      dozen,
    ]);
    const scarce = await addShelf(portal, 'SKU-FEW');
    await addShelf(portal, 'SKU-FREE');
    await addPriceList(db, { marketCode: 'DE', entries: { [dozen]: 100, [scarce]: 100 } });
    await putStock(db, dozen, shop.locationId, 100);
    await putStock(db, scarce, shop.locationId, 3);
    const bad: [object, BriefProblem[]][] = [
      [{ sku: 'SKU-NONE' }, [{ code: 'UNKNOWN_SKU', path: 'sku' }]],
      [
        { sku: 'SKU-SOON' },
        [
          {
            code: 'LISTING_NOT_ORDERABLE',
            path: 'sku',
            stage: 'PLANNED',
            orderableFrom: onSaleFrom,
          },
        ],
      ],
      [
        { sku: 'SKU-A', expectedUnitPrice: { amount: '1.00', currencyCode: 'EUR' } },
        [
          {
            code: 'PRICE_CHANGED',
            path: 'expectedUnitPrice',
            expected: { amount: '1.00', currencyCode: 'EUR' },
            actual: { amount: '540.00', currencyCode: 'EUR' },
          },
        ],
      ],
      [
        { sku: 'SKU-A', expectedUnitPrice: { amount: '540', currencyCode: 'JPY' } },
        [{ code: 'CURRENCY_MISMATCH', path: 'expectedUnitPrice' }],
      ],
      [
        { sku: 'SKU-A', specialBidNumber: 'SB-NONE' },
        [{ code: 'NOT_FOUND', path: 'specialBidNumber' }],
      ],
      [{ sku: 'SKU-DOZEN' }, [{ code: 'QUANTITY_RULE', path: 'quantity', min: 1, increment: 12 }]],
      [
        { sku: 'SKU-FEW', quantity: 2 },
        [{ code: 'INSUFFICIENT_STOCK', path: 'quantity', available: 3 }],
      ],
      [
        { sku: 'SKU-FREE' },
        [
          { code: 'NO_PRICE', path: 'sku' },
          { code: 'INSUFFICIENT_STOCK', path: 'quantity', available: 0 },
        ],
      ],
    ];
    const good = { sku: 'SKU-B', quantity: 1 };
    const lines = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0 ? good : { quantity: 1, ...bad[((index - 1) / 2) % bad.length]?.[0] },
    );
    const expected = lines.flatMap((_, index) =>
      index % 2 === 0
        ? []
        : (bad[((index - 1) / 2) % bad.length]?.[1] ?? []).map((found) => ({
            ...found,
            path: `input.lines.${index}.${String(found['path'])}`,
          })),
    );
    // SKU-FEW is asked for twice two, of which three could be had: each of its lines says so.
    expect(expected).toHaveLength(22);
    expect(await refusal(shop, { lines })).toEqual(expected);
  });

  it('reports what is wrong with the order and with its lines together', async () => {
    const { order } = await submit(shop, { purchaseOrderNumber: 'PO-TAKEN' });
    const problems = await refusal(shop, {
      purchaseOrderNumber: 'po-taken',
      shipToAddressId: newId(),
      partnerOfRecordId: newId(),
      lines: [
        { sku: 'SKU-B', quantity: 1 },
        { sku: 'SKU-NONE', quantity: 1 },
        { sku: 'SKU-A', quantity: 900_000 },
      ],
    });
    expect(problems).toEqual([
      { code: 'PARTNER_OF_RECORD_INVALID', path: 'input.partnerOfRecordId' },
      { code: 'SHIP_TO_INVALID', path: 'input.shipToAddressId' },
      {
        code: 'DUPLICATE_PURCHASE_ORDER',
        path: 'input.purchaseOrderNumber',
        number: order.number,
      },
      { code: 'UNKNOWN_SKU', path: 'input.lines.1.sku' },
      { code: 'INSUFFICIENT_STOCK', path: 'input.lines.2.quantity', available: 999 },
    ]);
  });

  it('reports everything that is wrong in itself together, before anything is looked up', async () => {
    const { userErrors } = await submit(shop, {
      idempotencyKey: ' ',
      marketCode: 'DEU',
      purchaseOrderNumber: 'x'.repeat(65),
      shipToAddressId: 'here',
      endCustomer: { name: '' },
      lines: [
        { sku: '', quantity: 0 },
        { sku: 'SKU-A', quantity: -5, specialBidNumber: 'x'.repeat(41) },
        { sku: 'SKU-A', quantity: 1, expectedUnitPrice: { amount: '1.234', currencyCode: 'EUR' } },
      ],
    });
    const range = { rule: 'RANGE', min: 1, max: 1_000_000 };
    expect(userErrors.map(brief)).toEqual([
      { code: 'REQUIRED', path: 'input.idempotencyKey' },
      { code: 'INVALID_VALUE', path: 'input.marketCode', rule: 'LENGTH', max: 2 },
      { code: 'INVALID_VALUE', path: 'input.purchaseOrderNumber', rule: 'LENGTH', max: 64 },
      { code: 'INVALID_VALUE', path: 'input.shipToAddressId', rule: 'UUID' },
      { code: 'REQUIRED', path: 'input.endCustomer.name' },
      { code: 'REQUIRED', path: 'input.lines.0.sku' },
      { code: 'INVALID_VALUE', path: 'input.lines.0.quantity', ...range },
      { code: 'INVALID_VALUE', path: 'input.lines.1.quantity', ...range },
      { code: 'INVALID_VALUE', path: 'input.lines.1.specialBidNumber', rule: 'LENGTH', max: 40 },
      {
        code: 'INVALID_VALUE',
        path: 'input.lines.2.expectedUnitPrice.amount',
        rule: 'MONEY',
      },
    ]);
  });
});

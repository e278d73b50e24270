import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { addMarket } from '../support/world/market.world.js';
import { change, everything, refusals, trailOf } from '../support/world/order-command.world.js';
import { addRelationship } from '../support/world/reseller.world.js';
import {
  addPerson,
  addShopReseller,
  breaches,
  openShop,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const ORDER = 'query ($id: ID!) { order(id: $id) { number } }';

describe('drafts', () => {
  let portal: Portal;
  let shop: Shop;
  let partner: { id: string; person: Person };

  beforeAll(async () => {
    portal = await startPortal('order-draft');
    shop = await openShop(portal);
    await addMarket(portal.db, { code: 'FR', regionId: shop.regionId });
    await addMarket(portal.db, { code: 'XK', state: 'PREPARING' });
    const { id } = await addShopReseller(portal, { type: 'INDIRECT_RESELLER' });
    partner = { id, person: await addPerson(portal, { resellerId: id, role: 'RESELLER_ADMIN' }) };
    await addRelationship(portal.db, { distributorId: shop.reseller.id, indirectResellerId: id });
  });
  afterAll(() => portal.stop());

  const save = (input: object = {}, token = shop.buyer.token) =>
    change(portal, 'orderDraftSave', { marketCode: 'DE', ...input }, token);
  const saved = async (input: object = {}) => {
    const { order, userErrors } = await save(input);
    expect(userErrors).toEqual([]);
    return order;
  };
  const submit = (draftId: string, input: object = {}) =>
    change(portal, 'orderSubmit', { idempotencyKey: newId(), draftId, ...input }, shop.buyer.token);
  const whole = () => ({
    purchaseOrderNumber: ' PO-D1 ',
    shipToAddressId: shop.reseller.addressId,
    acceptBackorder: true,
    lines: [
      { sku: 'SKU-A', quantity: 6 },
      { sku: 'sku-b', quantity: 12, expectedUnitPrice: { amount: '115.00', currencyCode: 'EUR' } },
      { sku: 'SKU-A', quantity: 6 },
    ],
  });

  async function refused(work: () => Promise<Answer['data']>): Promise<Answer['data']> {
    const before = await everything(portal);
    const payload = await work();
    expect(payload.order).toBeNull();
    expect(await everything(portal)).toEqual(before);
    return payload;
  }

  it('keeps nothing but a market and a number, and may lack all the rest', async () => {
    const draft = await saved();
    expect(draft).toMatchObject({
      number: expect.stringMatching(/^SO-\d{4}-\d{6}$/),
      state: 'DRAFT',
      version: 1,
      lines: [],
      shipTo: null,
      purchaseOrderNumber: null,
      acceptBackorder: false,
      net: null,
    });
    expect(await trailOf(portal, draft.id)).toEqual([
      { operation: 'SAVE_DRAFT', from: null, to: 'DRAFT', version: 1, actor: 'USER', event: null },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('is edited as a whole, keeps no price, and is placed by its number', async () => {
    const draft = await saved(whole());
    expect(draft).toMatchObject({
      purchaseOrderNumber: 'PO-D1',
      acceptBackorder: true,
      shipTo: { addressId: shop.reseller.addressId, city: 'Hamburg' },
      lines: [
        { position: 1, sku: 'SKU-A', quantity: 6, allocated: 0, unitPrice: null, net: null },
        { position: 2, sku: 'SKU-B', quantity: 12, unitPrice: null },
        { position: 3, sku: 'SKU-A', quantity: 6 },
      ],
    });
    const edited = await saved({ orderId: draft.id, expectedVersion: 1, lines: [] });
    expect(edited).toMatchObject({
      number: draft.number,
      version: 2,
      purchaseOrderNumber: null,
      shipTo: null,
      acceptBackorder: false,
      lines: [],
    });
    expect(refusals(await refused(() => submit(draft.id)))).toEqual([
      ['REQUIRED', 'purchaseOrderNumber'],
      ['REQUIRED', 'shipToAddressId'],
      ['INVALID_VALUE', 'lines'],
    ]);
    await saved({ orderId: draft.id, ...whole() });
    const { order, userErrors } = await submit(draft.id, { expectedVersion: 3 });
    expect(userErrors).toEqual([]);
    expect(order).toMatchObject({
      id: draft.id,
      number: draft.number,
      state: 'CONFIRMED',
      version: 4,
      total: { amount: '9139.20' },
      lines: [{ unitPrice: { amount: '525.00' } }, { unitPrice: { amount: '115.00' } }, {}],
    });
    expect(await trailOf(portal, draft.id)).toMatchObject([
      { operation: 'SAVE_DRAFT' },
      { operation: 'EDIT', from: 'DRAFT', to: 'DRAFT', version: 2, event: null },
      { operation: 'EDIT', version: 3 },
      { operation: 'SUBMIT', from: 'DRAFT', to: 'CONFIRMED', version: 4, event: 'order.confirmed' },
    ]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('keeps the price that its writer counts on, and refuses another one when it is submitted', async () => {
    const line = { sku: 'SKU-A', quantity: 1 };
    const expectedUnitPrice = { amount: '539.99', currencyCode: 'EUR' };
    const lines = [{ ...line, expectedUnitPrice }];
    const draft = await saved({ ...whole(), purchaseOrderNumber: 'PO-D2', lines });
    const payload = await refused(() => submit(draft.id));
    expect(payload.userErrors).toMatchObject([
      { code: 'PRICE_CHANGED', expected: { amount: '539.99' }, actual: { amount: '540.00' } },
    ]);
  });

  it('reports everything that there is not, at once', async () => {
    const foreign = await addShopReseller(portal);
    const payload = await refused(() =>
      save({
        shipToAddressId: foreign.addressId,
        partnerOfRecordId: foreign.id,
        lines: [
          { sku: 'SKU-NONE', quantity: 1 },
          {
            sku: 'SKU-A',
            quantity: 1,
            expectedUnitPrice: { amount: '540.00', currencyCode: 'USD' },
          },
        ],
      }),
    );
    expect(refusals(payload)).toEqual([
      ['SHIP_TO_INVALID', 'shipToAddressId'],
      ['PARTNER_OF_RECORD_INVALID', 'partnerOfRecordId'],
      ['UNKNOWN_SKU', 'sku'],
      ['CURRENCY_MISMATCH', 'expectedUnitPrice'],
    ]);
  });

  const many = Array.from({ length: 201 }, () => ({ sku: 'SKU-A', quantity: 1 }));
  it.each([
    ['no market', { marketCode: ' ' }, [['REQUIRED', 'marketCode']]],
    ['an unknown market', { marketCode: 'ZZ' }, [['UNKNOWN_MARKET', 'marketCode']]],
    ['a market that is not seen yet', { marketCode: 'XK' }, [['UNKNOWN_MARKET', 'marketCode']]],
    ['201 lines', { lines: many }, [['INVALID_VALUE', 'lines']]],
    [
      'a quantity of 0',
      { lines: [{ sku: 'SKU-A', quantity: 0 }] },
      [['INVALID_VALUE', 'quantity']],
    ],
    [
      'a long number',
      { purchaseOrderNumber: 'x'.repeat(65) },
      [['INVALID_VALUE', 'purchaseOrderNumber']],
    ],
    ['an address that is no id', { shipToAddressId: 'x' }, [['INVALID_VALUE', 'shipToAddressId']]],
  ])('refuses %s', async (_what, input, expected) => {
    expect(refusals(await refused(() => save(input)))).toEqual(expected);
  });

  it('takes 200 lines, emoji and any case', async () => {
    const draft = await saved({
      marketCode: 'de',
      purchaseOrderNumber: 'PO 🚀',
      lines: many.slice(1),
    });
    expect(draft.lines).toHaveLength(200);
    expect(draft.purchaseOrderNumber).toBe('PO 🚀');
  });

  it('stays in its market, and hears of a stale version', async () => {
    const draft = await saved();
    const edit = (input: object, token?: string) =>
      refused(() => save({ orderId: draft.id, ...input }, token));
    expect(refusals(await edit({ marketCode: 'FR' }))).toEqual([['INVALID_VALUE', 'marketCode']]);
    expect(refusals(await edit({ expectedVersion: 2 }))).toEqual([['CONFLICT', 'expectedVersion']]);
    expect(refusals(await edit({ orderId: newId() }))).toEqual([['NOT_FOUND', 'orderId']]);
  });

  it('belongs to its reseller alone, also where a partner of record is named', async () => {
    const draft = await saved({
      partnerOfRecordId: partner.id,
      lines: [{ sku: 'SKU-A', quantity: 1 }],
    });
    expect(draft.partnerOfRecord).toEqual({ id: partner.id });
    const seen = await portal.ask(ORDER, { id: draft.id }, { token: partner.person.token });
    expect(seen.errors.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    for (const mutation of ['orderDraftSave', 'orderDraftDelete'] as const) {
      const input = {
        orderId: draft.id,
        ...(mutation === 'orderDraftSave' ? { marketCode: 'DE' } : {}),
      };
      const payload = await refused(() => change(portal, mutation, input, partner.person.token));
      expect(refusals(payload)).toEqual([['NOT_FOUND', 'orderId']]);
    }
    const colleague = await save({ orderId: draft.id }, shop.approver.token);
    expect(colleague.order.version).toBe(2);
  });

  it('is deleted for good, but for its history', async () => {
    const draft = await saved({ lines: [{ sku: 'SKU-A', quantity: 1 }] });
    const remove = (input: object) =>
      change(portal, 'orderDraftDelete', { orderId: draft.id, ...input }, shop.buyer.token);
    expect(refusals(await refused(() => remove({ expectedVersion: 9 })))).toEqual([
      ['CONFLICT', 'expectedVersion'],
    ]);
    const { order, userErrors } = await remove({ expectedVersion: 1 });
    expect(userErrors).toEqual([]);
    expect(order).toMatchObject({ id: draft.id, number: draft.number, lines: [{ quantity: 1 }] });
    const rows = await portal.rows(
      `SELECT 1 FROM orders.sales_order WHERE id = $1
       UNION ALL SELECT 1 FROM orders.order_line WHERE order_id = $1`,
      [draft.id],
    );
    expect(rows).toEqual([]);
    expect((await trailOf(portal, draft.id)).at(-1)).toEqual({
      operation: 'DELETE',
      from: 'DRAFT',
      to: null,
      version: 2,
      actor: 'USER',
      event: null,
    });
    expect(refusals(await refused(() => remove({})))).toEqual([['NOT_FOUND', 'orderId']]);
    expect(await breaches(portal)).toEqual([]);
  });

  it('places the lines as they are when an edit and a submit race', async () => {
    for (let round = 0; round < 5; round += 1) {
      const draft = await saved({ ...whole(), purchaseOrderNumber: `PO-RACE-${round}` });
      const lines = [{ sku: 'SKU-B', quantity: 1 }];
      const [edited, placed] = await Promise.all([
        save({ ...whole(), purchaseOrderNumber: `PO-RACE-${round}`, orderId: draft.id, lines }),
        submit(draft.id),
      ]);
      expect(placed.userErrors).toEqual([]);
      const won = edited.userErrors.length === 0;
      if (!won) expect(refusals(edited)).toEqual([['ILLEGAL_TRANSITION', 'orderId']]);
      expect(placed.order).toMatchObject({
        state: 'CONFIRMED',
        total: { amount: won ? '136.85' : '9139.20' },
      });
    }
    expect(await breaches(portal)).toEqual([]);
  });
});

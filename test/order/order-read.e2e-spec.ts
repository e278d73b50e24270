import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import {
  DISTRIBUTOR_NAME,
  mutate,
  openChannel,
  PARTNER_NAME,
  place,
  placeForPartner,
  placeInJapan,
  saveDraft,
  type Channel,
} from '../support/world/order.world.js';
import { addPerson, addShopReseller, addStaff } from '../support/world/shop.world.js';

const ORDER = `query ($id: ID, $number: String) { order(id: $id, number: $number) {
  id number state marketCode market { name } currencyCode purchaseOrderNumber version day placedBy
  soldTo { id legalName } billTo { id legalName } partnerOfRecord { id legalName }
  shipTo { addressId recipient line1 city countryCode } endCustomer { name reference } acceptBackorder
  lines { position sku name quantity allocated backordered shipped delivered returned cancelled
    unitPrice { amount currencyCode } net { amount } taxRate specialBidNumber promisedOn
    allocations { locationCode quantity }
    priceExplanation { quantity winner { priceListCode minimumQuantity unitPrice { amount } } losers { priceListCode reason } } }
  net { amount } tax { amount } total { amount } currentNet { amount } currentTax { amount } currentTotal { amount currencyCode }
  holds { reason note placedAt releasedAt ageHours } heldSince
  credit { exposure { amount } available { amount } shortBy { amount } }
  approval { overLimit limit { amount } requestedBy decision decidedBy decidedAt note }
  createdAt submittedAt placedAt confirmedAt expiresAt
  history { operation from to actor version } } }`;

const codesOf = ({ errors }: Answer) => errors.map((error) => error.extensions.code);

describe('reading an order over HTTP', () => {
  let portal: Portal;
  let channel: Channel;

  beforeAll(async () => {
    portal = await startPortal('order-read');
    channel = await openChannel(portal);
  });
  afterAll(() => portal.stop());

  const ask = (variables: object, token?: string) => portal.ask(ORDER, variables, { token });

  async function read(id: string, token: string): Promise<Answer['data']> {
    const answer = await ask({ id }, token);
    expect(answer.errors).toEqual([]);
    return answer.data.order;
  }

  it('shows the buyer all of it', async () => {
    const { shop } = channel;
    const lines = [
      { sku: 'SKU-A', quantity: 12 },
      { sku: 'SKU-B', quantity: 12 },
    ];
    const endCustomer = { name: 'City of Kiel', reference: 'K-7' };
    const placed = await place(shop, { purchaseOrderNumber: 'PO whole', lines, endCustomer });
    const order = await read(placed.id, shop.buyer.token);
    expect(order).toMatchObject({
      number: placed.number,
      state: 'CONFIRMED',
      marketCode: 'DE',
      market: { name: 'Germany' },
      currencyCode: 'EUR',
      purchaseOrderNumber: 'PO whole',
      version: 1,
      placedBy: 'Some Body',
      soldTo: { id: shop.reseller.id },
      billTo: { id: shop.reseller.id },
      partnerOfRecord: null,
      shipTo: {
        addressId: shop.reseller.addressId,
        recipient: 'Goods inwards',
        city: 'Hamburg',
        countryCode: 'DE',
      },
      endCustomer,
      acceptBackorder: false,
      net: { amount: '7680.00' },
      tax: { amount: '1459.20' },
      total: { amount: '9139.20' },
      currentNet: { amount: '7680.00' },
      currentTax: { amount: '1459.20' },
      currentTotal: { amount: '9139.20', currencyCode: 'EUR' },
      holds: [],
      heldSince: null,
      credit: null,
      approval: null,
      expiresAt: null,
      history: [
        { operation: 'SUBMIT', from: null, to: 'CONFIRMED', actor: 'Some Body', version: 1 },
      ],
    });
    expect(order.lines[0]).toMatchObject({
      position: 1,
      sku: 'SKU-A',
      name: 'Device SKU-A',
      quantity: 12,
      allocated: 12,
      backordered: 0,
      shipped: 0,
      delivered: 0,
      returned: 0,
      cancelled: 0,
      unitPrice: { amount: '525.00', currencyCode: 'EUR' },
      net: { amount: '6300.00' },
      taxRate: '19',
      specialBidNumber: null,
      allocations: [{ locationCode: 'RTM', quantity: 12 }],
      priceExplanation: {
        quantity: 12,
        winner: {
          priceListCode: 'DE-PREMIER',
          minimumQuantity: 10,
          unitPrice: { amount: '525.00' },
        },
        losers: [{ priceListCode: 'DE-EVERYONE', reason: 'LESS_SPECIFIC_AUDIENCE' }],
      },
    });
    expect(order.lines[0].promisedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(order.confirmedAt).toBe(order.placedAt);
    expect(order.submittedAt).toBe(order.createdAt);
  });

  it('finds it by its number, in any case', async () => {
    const { shop } = channel;
    const { id, number } = await place(shop);
    const answer = await ask({ number: ` ${number.toLowerCase()} ` }, shop.buyer.token);
    expect(answer.data.order.id).toBe(id);
  });

  it('answers a foreign order exactly like one that does not exist', async () => {
    const { shop, stranger, tokyoBuyer, partnerBuyer } = channel;
    const { id, number } = await place(shop);
    const answers = [
      ...(await Promise.all(
        [stranger, tokyoBuyer, partnerBuyer].flatMap(({ token }) => [
          ask({ id }, token),
          ask({ number }, token),
        ]),
      )),
      await ask({ id: newId() }, shop.buyer.token),
      await ask({ number: 'SO-2026-999999' }, shop.buyer.token),
      await ask({ id: 'nonsense' }, shop.buyer.token),
      await ask({ number: 'a\u0000b' }, shop.buyer.token),
      await ask({ number: 'x'.repeat(100_000) }, shop.buyer.token),
    ];
    for (const answer of answers) {
      expect(codesOf(answer)).toEqual(['NOT_FOUND']);
      expect(answer.errors[0].message).toBe(answers[0]?.errors[0].message);
      expect(answer.data?.order ?? null).toBeNull();
    }
  });

  it('wants exactly one of id and number', async () => {
    const { token } = channel.shop.buyer;
    expect(codesOf(await ask({}, token))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await ask({ id: newId(), number: 'SO-2026-000001' }, token))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  it('is for those who may read orders', async () => {
    const { shop } = channel;
    const { id } = await place(shop);
    expect(codesOf(await ask({ id }))).toEqual(['UNAUTHENTICATED']);
    for (const role of ['CATALOG_MANAGER', 'ANALYST'] as const) {
      expect(codesOf(await ask({ id }, (await addStaff(portal, role)).token))).toEqual([
        'FORBIDDEN',
      ]);
    }
    for (const role of ['CHANNEL_MANAGER', 'ORDER_DESK', 'ADMIN'] as const) {
      expect((await read(id, (await addStaff(portal, role)).token)).id).toBe(id);
    }
  });

  it('shows staff the orders of the markets of their regions alone', async () => {
    const { shop, deskOfApac, deskOfEmea } = channel;
    const german = await place(shop);
    const japanese = await placeInJapan(channel);
    expect((await read(german.id, deskOfEmea.token)).total.amount).toBe('642.60');
    expect((await read(japanese.id, deskOfApac.token)).total.amount).toBe('88000');
    expect(codesOf(await ask({ id: japanese.id }, deskOfEmea.token))).toEqual(['NOT_FOUND']);
    expect(codesOf(await ask({ number: german.number }, deskOfApac.token))).toEqual(['NOT_FOUND']);
  });

  it('shows the partner of record what comes when, and nothing of money', async () => {
    const { partnerBuyer, distributorBuyer, distributor, partner } = channel;
    const { id } = await placeForPartner(channel, {
      purchaseOrderNumber: 'PO of the distributor',
      endCustomer: { name: 'Harbour School' },
      lines: [{ sku: 'SKU-B', quantity: 3 }],
    });
    expect(await read(id, distributorBuyer.token)).toMatchObject({
      total: { amount: '410.55' },
      partnerOfRecord: { id: partner.id, legalName: PARTNER_NAME },
    });
    const seen = await read(id, partnerBuyer.token);
    expect(seen).toMatchObject({
      state: 'CONFIRMED',
      soldTo: { id: distributor.id, legalName: DISTRIBUTOR_NAME },
      partnerOfRecord: { id: partner.id, legalName: PARTNER_NAME },
      endCustomer: { name: 'Harbour School' },
      purchaseOrderNumber: null,
      placedBy: null,
      net: null,
      tax: null,
      total: null,
      currentNet: null,
      currentTax: null,
      currentTotal: null,
      holds: [],
      credit: null,
      approval: null,
      history: [{ operation: 'SUBMIT', to: 'CONFIRMED', actor: DISTRIBUTOR_NAME }],
    });
    expect(seen.lines).toMatchObject([
      {
        sku: 'SKU-B',
        quantity: 3,
        allocated: 3,
        allocations: [{ locationCode: 'RTM', quantity: 3 }],
        unitPrice: null,
        net: null,
        taxRate: null,
        specialBidNumber: null,
        priceExplanation: null,
      },
    ]);
    expect(seen.lines[0].promisedOn).not.toBeNull();
  });

  it('shows the partner of record no hold and no credit of a held order', async () => {
    const { shop, distributorBuyer, partnerBuyer } = channel;
    const { id, state } = await placeForPartner(channel, {
      acceptBackorder: true,
      lines: [{ sku: 'SKU-A', quantity: 5_000 }],
    });
    expect(state).toBe('ON_HOLD');
    expect(await read(id, partnerBuyer.token)).toMatchObject({
      state: 'ON_HOLD',
      holds: [],
      heldSince: null,
      credit: null,
    });
    const own = await read(id, distributorBuyer.token);
    expect(own.holds).toMatchObject([{ reason: 'CREDIT', releasedAt: null, ageHours: 0 }]);
    expect(own.heldSince).toBe(own.holds[0].placedAt);
    // 5,000 × 510.00 and 19 % are 3,034,500.00, against a limit of a million and what was ordered before.
    expect(Number(own.credit.shortBy.amount)).toBeCloseTo(
      3_034_500 - Number(own.credit.available.amount),
      2,
    );
    expect((await read(id, shop.desk.token)).credit).toEqual(own.credit);
    await mutate(portal, 'orderCancel', 'OrderCancelInput', {
      input: { orderId: id, reason: 'test' },
      token: distributorBuyer.token,
    });
    const cancelled = await read(id, distributorBuyer.token);
    expect(cancelled).toMatchObject({ state: 'CANCELLED', heldSince: null, credit: null });
    expect(cancelled.currentTotal.amount).toBe('0.00');
    expect(cancelled.total.amount).toBe('3034500.00');
  });

  it('keeps a draft from everybody but its buyer and the staff, and shows no prices for it', async () => {
    const { shop, distributor, distributorBuyer, partner, partnerBuyer } = channel;
    const { id } = await saveDraft(
      shop,
      { shipToAddressId: distributor.addressId, partnerOfRecordId: partner.id },
      distributorBuyer.token,
    );
    const draft = await read(id, distributorBuyer.token);
    expect(draft).toMatchObject({ state: 'DRAFT', total: null, net: null, submittedAt: null });
    expect(draft.lines).toMatchObject([{ sku: 'SKU-A', unitPrice: null, priceExplanation: null }]);
    expect(codesOf(await ask({ id }, partnerBuyer.token))).toEqual(['NOT_FOUND']);
    expect((await read(id, shop.desk.token)).state).toBe('DRAFT');
  });

  it("shows an approval to the buyer's reseller, and names nobody of the other side", async () => {
    const { shop } = channel;
    const reseller = await addShopReseller(portal);
    const limits = [{ currencyCode: 'EUR', perOrderMinor: 10_000 }];
    const buyer = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER', limits });
    const approver = await addPerson(portal, { resellerId: reseller.id, role: 'APPROVER' });
    const { id, state } = await place(shop, { shipToAddressId: reseller.addressId }, buyer.token);
    expect(state).toBe('PENDING_APPROVAL');
    expect((await read(id, buyer.token)).approval).toEqual({
      overLimit: 'PER_ORDER',
      limit: { amount: '100.00' },
      requestedBy: 'Some Body',
      decision: null,
      decidedBy: null,
      decidedAt: null,
      note: null,
    });
    await mutate(portal, 'orderApprove', 'OrderApproveInput', {
      input: { orderId: id, note: 'fine' },
      token: approver.token,
    });
    await portal.db.query(`UPDATE identity.user_account SET name = 'Dora Desk' WHERE id = $1`, [
      shop.desk.userId,
    ]);
    await mutate(portal, 'orderHoldPlace', 'OrderHoldPlaceInput', {
      input: { orderId: id, reason: 'COMPLIANCE', note: 'papers' },
      token: shop.desk.token,
    });
    const seen = await read(id, approver.token);
    expect(seen.approval).toMatchObject({
      decision: 'APPROVED',
      decidedBy: 'Some Body',
      note: 'fine',
    });
    expect(seen.holds).toMatchObject([{ reason: 'COMPLIANCE', note: 'papers' }]);
    expect(
      seen.history.map((event: Record<string, unknown>) => [event['to'], event['actor']]),
    ).toEqual([
      ['PENDING_APPROVAL', 'Some Body'],
      ['CONFIRMED', 'Some Body'],
      ['CONFIRMED', 'order desk'],
    ]);
    expect(JSON.stringify(seen)).not.toContain('Dora Desk');
    const staffView = await read(id, shop.desk.token);
    expect(staffView.history.at(-1).actor).toBe('Dora Desk');
  });

  it('shows a program the orders that its key may read, but no credit', async () => {
    const { shop } = channel;
    const created = await portal.ask(
      `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { code message } } }`,
      {
        input: {
          idempotencyKey: newId(),
          name: 'ERP',
          scopes: ['ORDERS_READ', 'ORDERS_WRITE'],
          expiresAt: inDays(30),
        },
      },
      { token: shop.admin.token },
    );
    expect(created.errors).toEqual([]);
    const { secret } = created.data.apiKeyCreate;
    const { id, state } = await place(
      shop,
      { acceptBackorder: true, lines: [{ sku: 'SKU-A', quantity: 5_000 }] },
      secret,
    );
    expect(state).toBe('ON_HOLD');
    const seen = await read(id, secret);
    expect(seen).toMatchObject({ total: { amount: '3034500.00' }, credit: null });
    expect(seen.history[0].actor).toBe('Some Body (API key)');
  });
});

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

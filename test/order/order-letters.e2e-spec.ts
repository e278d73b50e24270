import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { OrderLetterJob } from '../../src/order/order-letter.job.js';
import { startPortal, type Portal } from '../support/portal.js';
import type { ReadLetter } from '../support/read-letters.js';
import { change, placed } from '../support/world/order-command.world.js';
import {
  addPerson,
  addShopReseller,
  openShop,
  orderInput,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;
/** How many letters there were before the test. */
let before = 0;

beforeAll(async () => {
  portal = await startPortal('order-letters');
  shop = await openShop(portal);
});
afterAll(() => portal?.stop());

beforeEach(async () => {
  await tell();
  before = (await portal.letters()).length;
});

const tell = () => portal.app.get(OrderLetterJob).run();
const due = () => portal.rows('SELECT order_id FROM orders.confirmation_due');
const speaks = (person: Person, locale: string, name: string) =>
  portal.db.query('UPDATE identity.user_account SET locale = $2, name = $3 WHERE id = $1', [
    person.userId,
    locale,
    name,
  ]);

/** The letters of this test, once the job has run. */
async function letters(): Promise<ReadLetter[]> {
  await tell();
  return (await portal.letters()).slice(before);
}

const newBuyer = (resellerId = shop.reseller.id, limits = {}) =>
  addPerson(portal, { resellerId, role: 'BUYER', ...limits });

describe('the letter about a confirmed order', () => {
  it('tells its buyer what was ordered, for how much and where to', async () => {
    const buyer = await newBuyer();
    await speaks(buyer, 'en', 'Anna Berg');
    const lines = [
      { sku: 'SKU-A', quantity: 10 },
      { sku: 'SKU-B', quantity: 2 },
    ];
    const order = await placed(shop, { lines, purchaseOrderNumber: 'PO <4711>' }, buyer.token);
    expect(await portal.rows('SELECT 1 FROM platform.letter WHERE params IS NOT NULL')).toEqual([]);
    const [letter, ...others] = await letters();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      to: buyer.email,
      kind: 'order.confirmed',
      subject: `Order ${order.number} is confirmed (your order PO <4711>)`,
    });
    const day = new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'long',
      timeZone: 'Europe/Berlin',
    }).format(new Date());
    // 10 × 525.00 and 2 × 115.00; 19 % of 5,480.00.
    expect(letter!.text.replaceAll('\u00a0', ' ')).toContain(
      [
        'Your order is confirmed',
        'Hello Anna Berg,',
        `Thank you for your order ${order.number} of ${day}. It is confirmed\nat these prices:`,
      ].join('\n\n'),
    );
    expect(letter!.text.replaceAll('\u00a0', ' ')).toContain(
      `Order: ${order.number}
Your purchase order: PO <4711>
10 × SKU-A: Device SKU-A
  EUR 5,250.00
2 × SKU-B: Device SKU-B
  EUR 230.00
Net: EUR 5,480.00
Tax: EUR 1,041.20
Total: EUR 6,521.20
Ship to: Goods inwards
  Hafenstr. 12
  20457 Hamburg
  Germany
`,
    );
    expect(letter!.html).toContain('PO &lt;4711&gt;');
    expect(await due()).toEqual([]);
  });

  it.each([
    ['de', 'Auftrag NUMBER ist bestätigt (Ihre Bestellung PO-1)', '642,60 EUR', 'Deutschland'],
    ['zh-Hans', '订单 NUMBER 已确认（贵方采购单号 PO-1）', 'EUR 642.60', '德国'],
  ])('is written in the language of its buyer: %s', async (locale, subject, total, country) => {
    const reseller = await addShopReseller(portal);
    const buyer = await newBuyer(reseller.id);
    await speaks(buyer, locale, '李伟');
    const order = await placed(
      shop,
      { purchaseOrderNumber: 'PO-1', shipToAddressId: reseller.addressId },
      buyer.token,
    );
    const [letter] = await letters();
    expect(letter!.subject).toBe(subject.replace('NUMBER', order.number));
    const text = letter!.text.replaceAll('\u00a0', ' ');
    expect(text).toContain(total);
    expect(text).toContain(country);
    expect(text).toContain('李伟');
  });

  it('goes out when a held order is released, and not before', async () => {
    const poor = await addShopReseller(portal, { creditLimits: { EUR: '500.00' } });
    const buyer = await newBuyer(poor.id);
    const order = await placed(shop, { shipToAddressId: poor.addressId }, buyer.token);
    expect(order.state).toBe('ON_HOLD');
    expect(await due()).toEqual([]);
    expect(await letters()).toEqual([]);
    await portal.db.query(
      'UPDATE reseller.credit_account SET limit_minor = 100000 WHERE reseller_id = $1',
      [poor.id],
    );
    const { order: released } = await change(
      portal,
      'orderHoldRelease',
      { orderId: order.id, reason: 'CREDIT' },
      shop.desk.token,
    );
    expect(released.state).toBe('CONFIRMED');
    expect((await letters()).map(({ to }) => to)).toEqual([buyer.email]);
  });

  it('goes to who asked for the order, not to who approved it', async () => {
    const buyer = await newBuyer(undefined, {
      limits: [{ currencyCode: 'EUR', perOrderMinor: 100 }],
    });
    const order = await placed(shop, {}, buyer.token);
    expect(order.state).toBe('PENDING_APPROVAL');
    expect(await letters()).toEqual([]);
    await change(portal, 'orderApprove', { orderId: order.id }, shop.approver.token);
    expect((await letters()).map(({ to }) => to)).toEqual([buyer.email]);
  });

  it('goes out for a draft when it is submitted', async () => {
    const { order: draft } = await change(
      portal,
      'orderDraftSave',
      { ...orderInput(shop), idempotencyKey: undefined },
      shop.buyer.token,
    );
    expect(draft.state).toBe('DRAFT');
    expect(await letters()).toEqual([]);
    const { order } = await change(
      portal,
      'orderSubmit',
      { idempotencyKey: newId(), draftId: draft.id },
      shop.buyer.token,
    );
    expect(order).toMatchObject({ id: draft.id, state: 'CONFIRMED' });
    expect(await letters()).toHaveLength(1);
  });

  it('tells of the pieces that are on backorder', async () => {
    await portal.db.query('UPDATE inventory.stock_level SET on_hand = allocated + 1');
    await placed(shop, { lines: [{ sku: 'SKU-B', quantity: 5 }], acceptBackorder: true });
    const [letter] = await letters();
    await portal.db.query('UPDATE inventory.stock_level SET on_hand = allocated + 1000');
    expect(letter!.text).toContain('  4 of them on backorder, date not known yet\n');
  });

  it('names fifty lines, and says how many more there are', async () => {
    const lines = Array.from({ length: 60 }, () => ({ sku: 'SKU-B', quantity: 1 }));
    await placed(shop, { lines });
    const [letter] = await letters();
    expect(letter!.text.match(/1 × SKU-B/g)).toHaveLength(50);
    expect(letter!.text).toContain('\n… and 10 more. The portal shows all lines.\n');
  });
});

describe('no letter is written', () => {
  it('about an order that was refused', async () => {
    const input = { lines: [{ sku: 'SKU-NONE', quantity: 1 }] };
    await expect(placed(shop, input)).rejects.toThrow('UNKNOWN_SKU');
    expect(await due()).toEqual([]);
    expect(await letters()).toEqual([]);
  });

  it('a second time, when the request comes again or several jobs run at once', async () => {
    const idempotencyKey = newId();
    const order = await placed(shop, { idempotencyKey, purchaseOrderNumber: 'PO-AGAIN' });
    const again = await placed(shop, { idempotencyKey, purchaseOrderNumber: 'PO-AGAIN' });
    expect(again.id).toBe(order.id);
    for (let n = 0; n < 5; n += 1) await placed(shop);
    await Promise.all([tell(), tell(), tell()]);
    expect(await letters()).toHaveLength(6);
  });

  it('when the job dies, but then by the next one', async () => {
    await placed(shop);
    await portal.db.query(`
      CREATE FUNCTION platform.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'died'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON platform.letter FOR EACH ROW EXECUTE FUNCTION platform.refuse()`);
    await expect(tell()).rejects.toThrow('died');
    await portal.db.query(
      'DROP TRIGGER refuse ON platform.letter; DROP FUNCTION platform.refuse()',
    );
    expect(await due()).toHaveLength(1);
    expect(await letters()).toHaveLength(1);
  });

  it('about what a program orders with a key', async () => {
    const { data } = await portal.ask(
      'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret } }',
      {
        input: {
          idempotencyKey: newId(),
          name: 'ERP',
          scopes: ['ORDERS_READ', 'ORDERS_WRITE'],
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        },
      },
      { token: shop.admin.token },
    );
    const order = await placed(shop, {}, data.apiKeyCreate.secret);
    expect(order.state).toBe('CONFIRMED');
    expect(await due()).toEqual([]);
    expect(await letters()).toEqual([]);
  });

  it.each([
    [
      'works for the buyer no more',
      `UPDATE identity.membership SET state = 'REVOKED' WHERE user_id = $1`,
    ],
    [
      'has no account any more',
      `UPDATE identity.user_account SET state = 'DISABLED' WHERE id = $1`,
    ],
  ])('to somebody who %s', async (_, statement) => {
    const buyer = await newBuyer();
    await placed(shop, {}, buyer.token);
    await portal.db.query(statement, [buyer.userId]);
    expect(await letters()).toEqual([]);
    expect(await due()).toEqual([]);
  });

  it('about an order that is cancelled before', async () => {
    const order = await placed(shop);
    await change(portal, 'orderCancel', { orderId: order.id, reason: 'x' }, shop.buyer.token);
    expect(await letters()).toEqual([]);
  });
});

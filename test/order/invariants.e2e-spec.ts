import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { InvariantCheck } from '../../src/platform/invariant/index.js';
import { InvariantWatch } from '../../src/platform/invariant/invariant-watch.js';
import { startPortal, type Portal } from '../support/portal.js';
import { mutate, place, saveDraft } from '../support/world/order.world.js';
import { addBid } from '../support/world/pricing.world.js';
import { addPerson, addShopReseller, openShop, type Shop } from '../support/world/shop.world.js';

interface Breach {
  invariant: string;
  entity: string;
  entity_id: string;
  detail: string;
}

/** Statements that only somebody beyond all rules can run; `subject` finds the id that the breach must carry. */
interface Plant {
  what: string;
  invariant: string;
  entity: string;
  subject: string;
  sql: string;
}

const CONFIRMED = `(SELECT id FROM orders.sales_order WHERE purchase_order_number = 'CONFIRMED')`;
const LINE = `(SELECT id FROM orders.order_line WHERE order_id = ${CONFIRMED} AND position = 1)`;
const PENDING_LINE = `(SELECT l.id FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
  WHERE o.state = 'PENDING_APPROVAL')`;
const CANCELLED_LINE = `(SELECT l.id FROM orders.order_line l JOIN orders.sales_order o ON o.id = l.order_id
  WHERE o.state = 'CANCELLED')`;
const VARIANT = `(SELECT variant_id FROM catalog.variant_v WHERE sku = 'SKU-A')`;
const LEVEL = `(SELECT variant_id || '/' || location_id FROM inventory.stock_level WHERE variant_id = ${VARIANT})`;
const BID = `(SELECT id FROM pricing.special_bid WHERE number = 'SB-PLANT')`;
const ACCOUNT = `(SELECT c.id FROM reseller.credit_account c JOIN orders.sales_order o
  ON o.bill_to_id = c.reseller_id AND o.currency_code = c.currency_code WHERE o.id = ${CONFIRMED})`;
const RECORD = `(SELECT id FROM platform.audit_record WHERE entity = 'ORDER' AND entity_id = ${CONFIRMED})`;
const FOREIGN = `ARRAY['01890000-0000-7000-8000-000000000000'::uuid]`;

const PLANTS: Plant[] = [
  {
    what: 'more allocated than on hand',
    invariant: 'I1',
    entity: 'STOCK_LEVEL',
    subject: LEVEL,
    sql: `ALTER TABLE inventory.stock_level DROP CONSTRAINT stock_level_allocated_check;
      UPDATE inventory.stock_level SET allocated = on_hand + 1 WHERE variant_id = ${VARIANT}`,
  },
  {
    what: 'pieces that no movement brought',
    invariant: 'I1',
    entity: 'STOCK_LEVEL',
    subject: LEVEL,
    sql: `UPDATE inventory.stock_level SET on_hand = on_hand + 1 WHERE variant_id = ${VARIANT}`,
  },
  {
    what: 'pieces of orders that the level does not keep',
    invariant: 'I1',
    entity: 'STOCK_LEVEL',
    subject: LEVEL,
    sql: `UPDATE inventory.stock_level SET allocated = allocated - 1 WHERE variant_id = ${VARIANT}`,
  },
  {
    what: 'a line that has lost a piece',
    invariant: 'I2',
    entity: 'ORDER_LINE',
    subject: LINE,
    sql: `ALTER TABLE orders.order_line DROP CONSTRAINT order_line_parts_check;
      UPDATE orders.order_line SET allocated = allocated - 1 WHERE id = ${LINE}`,
  },
  {
    what: 'more delivered than shipped',
    invariant: 'I2',
    entity: 'ORDER_LINE',
    subject: LINE,
    sql: `ALTER TABLE orders.order_line DROP CONSTRAINT order_line_delivered_check;
      UPDATE orders.order_line SET delivered = 1 WHERE id = ${LINE}`,
  },
  {
    what: 'stock for an order that waits for approval',
    invariant: 'I2',
    entity: 'ORDER_LINE',
    subject: PENDING_LINE,
    sql: `UPDATE orders.order_line SET allocated = quantity WHERE id = ${PENDING_LINE}`,
  },
  {
    what: 'stock for a cancelled order',
    invariant: 'I2',
    entity: 'ORDER_LINE',
    subject: CANCELLED_LINE,
    sql: `UPDATE orders.order_line SET allocated = quantity, cancelled = 0 WHERE id = ${CANCELLED_LINE}`,
  },
  {
    what: 'a total that its lines do not make',
    invariant: 'I3',
    entity: 'ORDER',
    subject: CONFIRMED,
    sql: `UPDATE orders.sales_order SET tax_minor = tax_minor + 1, total_minor = total_minor + 1
      WHERE id = ${CONFIRMED}`,
  },
  {
    what: 'a current total that its lines do not make',
    invariant: 'I3',
    entity: 'ORDER',
    subject: CONFIRMED,
    sql: `UPDATE orders.sales_order SET current_net_minor = current_net_minor - 1,
      current_tax_minor = current_tax_minor + 1 WHERE id = ${CONFIRMED}`,
  },
  {
    what: 'a line that is not price × quantity',
    invariant: 'I3',
    entity: 'ORDER_LINE',
    subject: LINE,
    sql: `ALTER TABLE orders.order_line DROP CONSTRAINT order_line_net_check;
      UPDATE orders.order_line SET net_minor = net_minor + 1 WHERE id = ${LINE}`,
  },
  {
    what: 'two orders of one key',
    invariant: 'I4',
    entity: 'ORDER',
    subject: `(SELECT min(id::text) FROM orders.sales_order WHERE idempotency_key = 'planted')`,
    sql: `ALTER TABLE orders.sales_order DROP CONSTRAINT sales_order_idempotency_key;
      UPDATE orders.sales_order SET idempotency_key = 'planted'
      WHERE purchase_order_number IN ('CONFIRMED', 'WITH BID')`,
  },
  {
    what: 'two live orders of one purchase order number',
    invariant: 'I4',
    entity: 'ORDER',
    subject: `(SELECT min(id::text) FROM orders.sales_order WHERE po_key = 'confirmed')`,
    sql: `DROP INDEX orders.sales_order_purchase_order_key;
      UPDATE orders.sales_order SET purchase_order_number = ' confirmed '
      WHERE purchase_order_number = 'WITH BID'`,
  },
  {
    what: 'an exposure that orders and payments do not make',
    invariant: 'I5',
    entity: 'CREDIT_ACCOUNT',
    subject: ACCOUNT,
    sql: `UPDATE reseller.credit_account SET exposure_minor = exposure_minor + 1 WHERE id = ${ACCOUNT}`,
  },
  {
    what: 'a confirmed order that holds no credit',
    invariant: 'I5',
    entity: 'ORDER',
    subject: CONFIRMED,
    sql: `UPDATE orders.sales_order SET exposure_minor = 0 WHERE id = ${CONFIRMED}`,
  },
  {
    what: 'an order that holds credit of no account',
    invariant: 'I5',
    entity: 'ORDER',
    subject: CONFIRMED,
    sql: `DELETE FROM reseller.credit_payment; DELETE FROM reseller.credit_account WHERE id = ${ACCOUNT}`,
  },
  {
    what: 'a bid that sold more than its quantity',
    invariant: 'I6',
    entity: 'SPECIAL_BID',
    subject: BID,
    sql: `ALTER TABLE pricing.special_bid DROP CONSTRAINT special_bid_sold_check;
      UPDATE pricing.special_bid SET sold = quantity + 1 WHERE id = ${BID}`,
  },
  {
    what: 'a bid that sold what no order took',
    invariant: 'I6',
    entity: 'SPECIAL_BID',
    subject: BID,
    sql: `UPDATE pricing.special_bid SET sold = sold + 1 WHERE id = ${BID}`,
  },
  {
    what: 'a change without its audit record',
    invariant: 'I7',
    entity: 'ORDER',
    subject: CONFIRMED,
    sql: `UPDATE orders.sales_order SET version = version + 1 WHERE id = ${CONFIRMED}`,
  },
  {
    what: 'a state that no audit record gave',
    invariant: 'I7',
    entity: 'ORDER',
    subject: CONFIRMED,
    sql: `UPDATE orders.sales_order SET state = 'SHIPPED' WHERE id = ${CONFIRMED}`,
  },
  {
    what: 'a change of state of which others hear nothing',
    invariant: 'I7',
    entity: 'AUDIT_RECORD',
    subject: RECORD,
    sql: `DELETE FROM platform.outbox WHERE audit_id = ${RECORD}`,
  },
  ...['order_line', 'allocation', 'hold', 'approval'].map((table) => ({
    what: `a stranger who may read what is in ${table}`,
    invariant: 'I8',
    entity: table.toUpperCase(),
    subject:
      table === 'allocation'
        ? `(SELECT min(order_line_id || '/' || location_id) FROM orders.allocation)`
        : `(SELECT min(id::text) FROM orders.${table})`,
    sql: `UPDATE orders.${table} SET party_ids = party_ids || ${FOREIGN}`,
  })),
  {
    what: 'a sale that the order lines do not know',
    invariant: 'I9',
    entity: 'ORDER_LINE',
    subject: LINE,
    sql: `UPDATE sales.event SET quantities[1] = quantities[1] + 1 WHERE order_id = ${CONFIRMED}`,
  },
  {
    what: 'a sale that was lost on the way to the facts',
    invariant: 'I9',
    entity: 'SALES_EVENT',
    subject: `(SELECT id FROM sales.event WHERE order_id = ${CONFIRMED})`,
    sql: `DELETE FROM sales.pending WHERE event_id = (SELECT id FROM sales.event WHERE order_id = ${CONFIRMED})`,
  },
  {
    what: 'a card that says something else than its product',
    invariant: 'I10',
    entity: 'PRODUCT',
    subject: `(SELECT min(product_id::text) FROM catalog.product_card)`,
    sql: `UPDATE catalog.product_card SET variants = '[]' WHERE product_id::text = (SELECT min(product_id::text) FROM catalog.product_card)`,
  },
];

describe('the invariants', () => {
  let portal: Portal;
  let shop: Shop;

  beforeAll(async () => {
    portal = await startPortal('invariants');
    shop = await openShop(portal);
    await live();
  });
  afterAll(() => portal.stop());

  /** One order of every kind that the portal makes, a bid that is used, a payment. */
  async function live(): Promise<void> {
    const { db } = portal;
    const two = [
      { sku: 'SKU-A', quantity: 12 },
      { sku: 'SKU-B', quantity: 12 },
    ];
    await place(shop, { purchaseOrderNumber: 'CONFIRMED', lines: two });
    await addBid(db, {
      resellerId: shop.reseller.id,
      marketCode: 'DE',
      variantId: shop.a,
      unitPriceMinor: 50_000,
      quantity: 10,
      number: 'SB-PLANT',
    });
    const withBid = { sku: 'SKU-A', quantity: 4, specialBidNumber: 'SB-PLANT' };
    await place(shop, { purchaseOrderNumber: 'WITH BID', lines: [withBid] });
    const { id: orderId } = await place(shop);
    await mutate(portal, 'orderCancel', 'OrderCancelInput', {
      input: { orderId, reason: 'test' },
      token: shop.buyer.token,
    });
    await saveDraft(shop);
    const reseller = await addShopReseller(portal);
    const limits = [{ currencyCode: 'EUR', perOrderMinor: 1 }];
    const buyer = await addPerson(portal, { resellerId: reseller.id, role: 'BUYER', limits });
    await place(shop, { shipToAddressId: reseller.addressId }, buyer.token);
    await place(shop, { acceptBackorder: true, lines: [{ sku: 'SKU-A', quantity: 5_000 }] });
    const paid = await portal.ask(
      `mutation ($input: CreditPaymentRecordInput!) { creditPaymentRecord(input: $input) { userErrors { code } } }`,
      {
        input: {
          idempotencyKey: 'paid',
          resellerId: shop.reseller.id,
          amount: { amount: '10.00', currencyCode: 'EUR' },
          reference: 'transfer',
          receivedOn: '2026-01-02',
        },
      },
      { token: shop.desk.token },
    );
    expect(paid.data.creditPaymentRecord.userErrors).toEqual([]);
  }

  /** What is found after the statements, which leave nothing behind. */
  async function breachesAfter(plant: Plant): Promise<{ found: Breach[]; subject: string }> {
    const results = (await portal.db.query(`
      BEGIN;
      ${plant.sql};
      SELECT ${plant.subject}::text AS subject;
      SELECT * FROM platform.invariants();
      ROLLBACK`)) as { rows: unknown[] }[];
    const [subject] = (results.at(-3)?.rows ?? []) as { subject: string }[];
    return { found: (results.at(-2)?.rows ?? []) as Breach[], subject: subject?.subject ?? '' };
  }

  it('hold in a world that only the portal has changed', async () => {
    expect(await portal.rows('SELECT * FROM platform.invariants()')).toEqual([]);
    const states = await portal.rows<{ state: string }>(
      'SELECT DISTINCT state FROM orders.sales_order ORDER BY 1',
    );
    expect(states.map(({ state }) => state)).toEqual([
      'CANCELLED',
      'CONFIRMED',
      'DRAFT',
      'ON_HOLD',
      'PENDING_APPROVAL',
    ]);
  });

  it.each(PLANTS)('$invariant finds $what', async (plant) => {
    const { found, subject } = await breachesAfter(plant);
    expect(subject).not.toBe('');
    const { invariant, entity } = plant;
    expect(found.map(({ detail: _, ...breach }) => breach)).toContainEqual({
      invariant,
      entity,
      entity_id: subject,
    });
    expect(found.every(({ detail }) => detail.length > 0)).toBe(true);
  });

  it('are each planted at least once', () => {
    const planted = [...new Set(PLANTS.map(({ invariant }) => invariant))];
    expect(planted).toEqual(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10']);
  });

  it('are asked by the system alone', async () => {
    const [row] = await portal.rows<{ app: boolean; system: boolean }>(
      `SELECT has_function_privilege('portal_app', 'platform.invariants()', 'EXECUTE') AS app,
         has_function_privilege('portal_system', 'platform.invariants()', 'EXECUTE') AS system`,
    );
    expect(row).toEqual({ app: false, system: true });
    expect(await portal.app.get(InvariantCheck).run()).toEqual([]);
  });

  it('are told to operators: by a metric, and by a tool that ends with 1', async () => {
    const metric = async () => {
      const { text: body } = await supertest(portal.url).get('/metrics');
      return /^portal_invariant_breaches (.*)$/m.exec(body)?.[1];
    };
    expect(await metric()).toBe('Nan');
    const watch = portal.app.get(InvariantWatch);
    await watch.look();
    expect(await metric()).toBe('0');
    expect(await tool()).toEqual({ code: 0, output: '' });

    await portal.db.query(
      `UPDATE reseller.credit_account SET exposure_minor = exposure_minor + 1 WHERE id = ${ACCOUNT}`,
    );
    await watch.look();
    expect(await metric()).toBe('1');
    const { code, output } = await tool();
    expect(code).toBe(1);
    expect(output).toMatch(/^I5\tCREDIT_ACCOUNT\t[0-9a-f-]{36}\texposure \d+; orders hold .*\n$/);
  });

  async function tool(): Promise<{ code: number | null; output: string }> {
    const program = ['test/support/run-typescript.mjs', 'src/cli/check-invariants.ts'];
    const child = spawn(process.execPath, program, {
      env: { ...process.env, DATABASE_URL: portal.config.database.url, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const output = await text(child.stdout);
    return { code: await ended, output };
  }
});

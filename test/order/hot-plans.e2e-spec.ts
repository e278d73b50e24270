import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { OrderPlacement, type PlacementRequest } from '../../src/order/order-placement.js';
import type { RequestContext } from '../../src/platform/access/index.js';
import { UnitOfWork, type Tx } from '../../src/platform/database/index.js';
import { fillCatalog } from '../../bench/catalog-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { MARKET, openShop, submit, type Shop } from '../support/world/shop.world.js';

/** What grows with the business: an order that reads one of these from end to end gets slower every day. */
const LARGE = [
  'catalog.variant',
  'catalog.product',
  'catalog.product_text',
  'catalog.listing',
  'pricing.price_entry',
  'inventory.stock_level',
  'orders.sales_order',
  'orders.order_line',
];

/** How often the session has read each of them whole; what it did a moment ago may still be counted. */
const READ_WHOLE = `
  SELECT schemaname || '.' || relname AS name, seq_scan::int AS times FROM pg_stat_xact_user_tables
  WHERE schemaname || '.' || relname = ANY ($1) ORDER BY 1`;

// Copies of one order, as many as make an index worth its while.
const COPIES = [
  `INSERT INTO orders.sales_order (id, number, market_code, currency_code, state, sold_to_id, bill_to_id, tier, ship_to,
     purchase_order_number, day, submitted_at)
   SELECT gen_random_uuid(), 'COPY-' || n, o.market_code, o.currency_code, 'CLOSED', o.sold_to_id, o.bill_to_id, o.tier,
     o.ship_to, 'COPY-' || n, o.day, o.submitted_at
   FROM orders.sales_order o, generate_series(1, 5000) n WHERE o.id = $1`,
  `INSERT INTO orders.order_line (id, order_id, position, variant_id, sku, name, quantity, party_ids)
   SELECT gen_random_uuid(), o.id, 1, v.id, v.sku, 'x', 1, ARRAY[o.sold_to_id]
   FROM (SELECT id, sold_to_id, row_number() OVER () AS n FROM orders.sales_order WHERE number LIKE 'COPY-%') o
   JOIN (SELECT id, sku, row_number() OVER () AS n FROM catalog.variant) v ON v.n = 1 + o.n % 1000`,
];

describe('the statements of an order', () => {
  let portal: Portal;
  let shop: Shop;

  beforeAll(async () => {
    portal = await startPortal('hot-plans');
    shop = await openShop(portal);
    const placed = await submit(shop);
    // The numbers of the shop's two variants are among those that are given here.
    await portal.db.query(
      `UPDATE catalog.variant SET gtin = CASE sku WHEN 'SKU-A' THEN '96385074' ELSE '12345670' END`,
    );
    await fillCatalog(portal.db, { products: 1000, variants: 3, markets: 2 });
    for (const copies of COPIES) {
      await portal.db.query(copies, copies.includes('$1') ? [placed.order.id] : []);
    }
    await portal.db.query('ANALYZE');
  }, 120_000);
  afterAll(() => portal.stop());

  /** The large tables of which placing an order has read every row. */
  async function readWhole(): Promise<string[]> {
    const ctx = contextOf(shop);
    const placement = portal.app.get(OrderPlacement, { strict: false });
    return portal.app.get(UnitOfWork, { strict: false }).run(ctx, async (tx) => {
      const before = await timesRead(tx);
      const placed = await placement.place(ctx, tx, requestOf(shop));
      expect(placed).toMatchObject({ outcome: 'PLACED', row: { state: 'CONFIRMED' } });
      const after = await timesRead(tx);
      return [...after].filter(([name, times]) => times !== before.get(name)).map(([name]) => name);
    });
  }

  it('find every row that they need by an index', async () => {
    expect(await readWhole()).toEqual([]);
  });

  it('are found out when an index is missing', async () => {
    await portal.db.query('ALTER TABLE catalog.variant DROP CONSTRAINT variant_sku_key CASCADE');
    expect(await readWhole()).toEqual(['catalog.variant']);
  });
});

async function timesRead(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ name: string; times: number }>(READ_WHOLE, [LARGE]);
  return new Map(rows.map(({ name, times }) => [name, times]));
}

function contextOf(shop: Shop): RequestContext {
  const { userId, email, membershipId } = shop.buyer;
  const membership = {
    membershipId: membershipId ?? '',
    resellerId: shop.reseller.id,
    role: 'BUYER' as const,
    resellerState: 'ACTIVE',
    resellerType: 'DIRECT_RESELLER',
    resellerTier: 'PREMIER',
  };
  const person = { userId, email, name: 'Some Body', staffRoles: [], regionIds: [], membership };
  return {
    requestId: newId(),
    caller: { kind: 'USER', sessionId: null, ...person },
    ip: null,
    userAgent: null,
  };
}

function requestOf({ reseller, buyer }: Shop): PlacementRequest {
  const line = { expectedUnitPrice: null, specialBidNumber: null };
  return {
    intent: {
      marketCode: MARKET,
      purchaseOrderNumber: `PO ${newId()}`,
      shipToAddressId: reseller.addressId,
      partnerOfRecordId: null,
      endCustomer: null,
      acceptBackorder: false,
      lines: [
        { sku: 'SKU-A', quantity: 2, ...line },
        { sku: 'SKU-B', quantity: 1, ...line },
      ],
    },
    operation: 'SUBMIT',
    stored: null,
    buyer: {
      resellerId: reseller.id,
      membershipId: buyer.membershipId,
      userId: buyer.userId,
      keyId: null,
    },
    key: { idempotencyKey: newId(), fingerprint: 'f' },
  };
}

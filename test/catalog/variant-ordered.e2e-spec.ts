import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VariantBulk } from '../../src/catalog/index.js';
import { systemContext } from '../../src/platform/access/index.js';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { saveDraft } from '../support/world/order.world.js';
import { putStock } from '../support/world/inventory.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import {
  addShelf,
  addStaff,
  openShop,
  submit,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

/** Orders keep the SKU under which they were placed. */
describe('an SKU that is on orders', () => {
  let portal: Portal;
  let shop: Shop;
  let manager: Person;

  beforeAll(async () => {
    portal = await startPortal('variant-ordered');
    shop = await openShop(portal);
    manager = await addStaff(portal, 'CATALOG_MANAGER');
  });
  afterAll(() => portal?.stop());

  async function ask(name: string, input: object) {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const { data } = await portal.ask(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) { variant { sku version } userErrors { message path code: __typename } } }`,
      { input },
      { token: manager.token },
    );
    return data[name];
  }

  it('stays as it is, be it on an order or on a draft', async () => {
    await submit(shop);
    await saveDraft(shop, { lines: [{ sku: 'SKU-B', quantity: 1 }] });
    for (const id of [shop.a, shop.b]) {
      const { variant, userErrors } = await ask('variantUpdate', {
        id,
        expectedVersion: 1,
        sku: 'OTHER',
      });
      expect(variant).toBeNull();
      expect(userErrors).toMatchObject([
        {
          message: 'An SKU that orders or drafts name stays as it is: 1 order.',
          path: ['input', 'sku'],
        },
      ]);
    }
    const deleted = await ask('variantDelete', { id: shop.b, expectedVersion: 1 });
    expect(deleted.userErrors[0].message).toBe(
      'Something names the variant: 1 listing, 2 price lists, 1 stock level, 1 order.',
    );
  });

  it('does not keep other fields from changing', async () => {
    const input = { id: shop.a, expectedVersion: 1, sku: 'SKU-A', position: 4 };
    expect(await ask('variantUpdate', input)).toEqual({
      variant: { sku: 'SKU-A', version: 2 },
      userErrors: [],
    });
    const { order } = await submit(shop);
    expect(order.state).toBe('CONFIRMED');
  });

  it('is ordered while thousands of variants are being written', async () => {
    const unit = portal.app.get(UnitOfWork);
    const ctx = systemContext('an import');
    const touched = new Set<string>();
    await unit.run(ctx, async (tx) => {
      const { rows } = await portal.app.get(VariantBulk).exportBatch(ctx, tx, {}, null, 100);
      const changed = rows.map((row) => ({ ...row, mpn: `${row.mpn}-NEW` }));
      const outcomes = await portal.app.get(VariantBulk).write(ctx, tx, changed, touched);
      expect(outcomes).toEqual([{ kind: 'UPDATE' }, { kind: 'UPDATE' }]);
      expect([...touched]).toEqual(['DE']);
      const { order } = await submit(shop);
      expect(order.state).toBe('CONFIRMED');
    });
  });

  it('keeps its name when it is ordered at the very moment in which it would change', async () => {
    for (let round = 0; round < 8; round += 1) {
      const sku = `RACE-${round}`;
      const variantId = await addShelf(portal, sku);
      await addPriceList(portal.db, {
        marketCode: 'DE',
        code: `DE-${sku}`,
        entries: { [variantId]: 10_000 },
      });
      await putStock(portal.db, variantId, shop.locationId, 10);
      const [{ order, userErrors }, renamed] = await Promise.all([
        submit(shop, { lines: [{ sku, quantity: 1 }] }),
        ask('variantUpdate', { id: variantId, expectedVersion: 1, sku: `${sku}-NEW` }),
      ]);
      // Either the order was first and the name stays, or it was ordered under a name that is gone.
      expect([order !== null, renamed.variant !== null].sort()).toEqual([false, true]);
      if (!order) {
        const path = ['input', 'lines', '0', 'sku'];
        expect(userErrors).toMatchObject([{ code: 'UNKNOWN_SKU', path }]);
      }
      const names = await portal.rows(
        `SELECT l.sku = v.sku AS same FROM orders.order_line l JOIN catalog.variant v ON v.id = l.variant_id
         WHERE v.id = $1`,
        [variantId],
      );
      expect(names).toEqual(order ? [{ same: true }] : []);
    }
  });
});

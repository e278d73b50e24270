import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { saveDraft } from '../support/world/order.world.js';
import { addStaff, openShop, submit, type Person, type Shop } from '../support/world/shop.world.js';

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
});

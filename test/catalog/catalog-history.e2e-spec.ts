import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { nextGtin } from '../support/world/catalog.world.js';
import { change, openCatalog, type Keepers } from '../support/world/keeper.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';

const HISTORY = `query ($entity: CatalogEntity!, $id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  catalogHistory(entity: $entity, id: $id, first: $first, after: $after, last: $last, before: $before) {
    totalCount
    nodes { entity entityId operation entityVersion at actorUserId actorLabel ip changes { field old new } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

describe('the history of the catalog', () => {
  let portal: Portal;
  let keepers: Keepers;
  let productId: string;
  let variantId: string;
  const listings: Record<string, string> = {};

  beforeAll(async () => {
    portal = await startPortal('catalog-history');
    keepers = await openCatalog(portal);
    const texts = [{ locale: 'en', name: 'Mi Pad' }];
    const made = await change(
      keepers,
      'productCreate',
      { handle: 'mi-pad', category: 'TABLET', brand: 'Mi', launchedOn: '2018-02-01', texts },
      { select: 'product { id }' },
    );
    productId = made.product.id;
    const variant = { productId, sku: 'MI-PAD', mpn: 'XMP', gtin: nextGtin() };
    const added = await change(keepers, 'variantCreate', variant, { select: 'variant { id }' });
    variantId = added.variant.id;
    await change(
      keepers,
      'productUpdate',
      { id: productId, expectedVersion: 1, brand: 'Xiaomi' },
      { by: keepers.admin },
    );
    for (const marketCode of ['DE', 'IN']) {
      const { listing } = await change(
        keepers,
        'listingCreate',
        { sku: 'MI-PAD', marketCode, onSaleFrom: '2020-01-01' },
        { select: 'listing { id }' },
      );
      listings[marketCode] = listing.id;
    }
  });
  afterAll(() => portal?.stop());

  const ask = (variables: object, person: Person = keepers.manager): Promise<Answer> =>
    portal.ask(HISTORY, variables, { token: person.token });

  async function history(variables: object, person?: Person): Promise<Answer['data']> {
    const { data, errors } = await ask(variables, person);
    expect(errors).toEqual([]);
    return data.catalogHistory;
  }

  const wordsOf = ({ nodes }: Answer['data']): string[] =>
    nodes.map((node: { entity: string; operation: string }) => `${node.entity} ${node.operation}`);

  it('tells who changed a product, what was before and after, newest first, its parts too', async () => {
    const { nodes, totalCount } = await history({ entity: 'PRODUCT', id: productId });
    expect(totalCount).toBe(5);
    expect(wordsOf({ nodes })).toEqual([
      'LISTING CREATE',
      'LISTING CREATE',
      'PRODUCT UPDATE',
      'VARIANT CREATE',
      'PRODUCT CREATE',
    ]);
    expect(nodes[2]).toEqual({
      entity: 'PRODUCT',
      entityId: productId,
      operation: 'UPDATE',
      entityVersion: 2,
      at: expect.any(String),
      actorUserId: keepers.admin.userId,
      actorLabel: keepers.admin.email,
      ip: null,
      changes: [{ field: 'brand', old: 'Mi', new: 'Xiaomi' }],
    });
    expect(nodes[3].changes).toContainEqual({ field: 'productId', old: null, new: productId });
  });

  it('tells of a variant alone what happened to it', async () => {
    expect(wordsOf(await history({ entity: 'VARIANT', id: variantId }))).toEqual([
      'VARIANT CREATE',
    ]);
  });

  it('does not take the id of one kind for that of another', async () => {
    expect(wordsOf(await history({ entity: 'VARIANT', id: productId }))).toEqual([]);
    expect(wordsOf(await history({ entity: 'MARKET', id: variantId }))).toEqual([]);
  });

  it('shows staff of a region nothing of the markets of others', async () => {
    const { asian } = keepers;
    const inAsia = { entity: 'LISTING', id: listings['IN'] };
    const inEurope = { entity: 'LISTING', id: listings['DE'] };
    expect((await history(inAsia, asian)).totalCount).toBe(1);
    expect(await history(inEurope, asian)).toEqual(
      await history({ entity: 'LISTING', id: newId() }, asian),
    );
    expect((await history(inEurope)).totalCount).toBe(1);
    const all = await history({ entity: 'PRODUCT', id: productId }, asian);
    expect(wordsOf(all)).toEqual([
      'LISTING CREATE',
      'PRODUCT UPDATE',
      'VARIANT CREATE',
      'PRODUCT CREATE',
    ]);
    const records = await portal.ask(
      '{ auditRecords(filter: { entity: "LISTING" }) { nodes { entityId } } }',
      {},
      { token: asian.token },
    );
    expect(records.data.auditRecords.nodes).toEqual([{ entityId: listings['IN'] }]);
  });

  it('is empty for staff who look after other things, and for what has none', async () => {
    const product = { entity: 'PRODUCT', id: productId };
    for (const role of ['ORDER_DESK', 'CHANNEL_MANAGER'] as const) {
      expect((await history(product, await addStaff(portal, role))).nodes).toEqual([]);
    }
    expect((await history({ entity: 'PRODUCT', id: newId() })).nodes).toEqual([]);
    expect((await history(product, keepers.admin)).nodes[0].ip).toMatch(/127\.0\.0\.1/);
  });

  it('is refused to those who read no history', async () => {
    const analyst = await addStaff(portal, 'ANALYST');
    const { errors } = await ask({ entity: 'PRODUCT', id: productId }, analyst);
    expect(errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('refuses what is no id', async () => {
    const { errors } = await ask({ entity: 'PRODUCT', id: 'none' });
    expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('is paged both ways', async () => {
    const whole = wordsOf(await history({ entity: 'PRODUCT', id: productId }));
    const forward: string[] = [];
    let after: string | null = null;
    do {
      const page: Answer['data'] = await history({
        entity: 'PRODUCT',
        id: productId,
        first: 2,
        after,
      });
      forward.push(...wordsOf(page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(forward).toEqual(whole);
    const last = await history({ entity: 'PRODUCT', id: productId, last: 2 });
    expect(wordsOf(last)).toEqual(whole.slice(-2));
    expect(last.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    const { startCursor: before } = last.pageInfo;
    const earlier = await history({ entity: 'PRODUCT', id: productId, last: 2, before });
    expect(wordsOf(earlier)).toEqual(whole.slice(-4, -2));
  });

  it('outlives what it tells of', async () => {
    const texts = [{ locale: 'en', name: 'Mi Mix' }];
    const { product } = await change(
      keepers,
      'productCreate',
      { handle: 'mi-mix', category: 'LAPTOP', brand: 'Mi', texts },
      { select: 'product { id }' },
    );
    const { variant } = await change(
      keepers,
      'variantCreate',
      { productId: product.id, sku: 'MI-MIX', mpn: 'M', gtin: nextGtin() },
      { select: 'variant { id }' },
    );
    await change(keepers, 'variantDelete', { id: variant.id, expectedVersion: 1 });
    await change(keepers, 'productDelete', { id: product.id, expectedVersion: 1 });
    expect(wordsOf(await history({ entity: 'PRODUCT', id: product.id }))).toEqual([
      'PRODUCT DELETE',
      'VARIANT DELETE',
      'VARIANT CREATE',
      'PRODUCT CREATE',
    ]);
  });
});

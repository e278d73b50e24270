import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListing,
  addProduct,
  addSpec,
  addSpecDefinition,
  addVariant,
} from '../support/world/catalog.world.js';
import { addMarket } from '../support/world/market.world.js';

const SEARCH = `query ($search: String, $orderBy: ProductOrder, $marketCode: String, $after: String) {
  products(search: $search, orderBy: $orderBy, marketCode: $marketCode, after: $after, first: 100) {
    nodes { handle }
    pageInfo { endCursor }
    totalCount
  }
}`;

describe('a search for products', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await startPortal('product-search');
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    const memory = await addSpecDefinition(db, { code: 'MEMORY', type: 'NUMBER', unit: 'GB' });
    const screen = await addSpecDefinition(db, { code: 'SCREEN', type: 'NUMBER', unit: 'in' });
    const chip = await addSpecDefinition(db, { code: 'CHIP', type: 'TEXT' });
    const touch = await addSpecDefinition(db, {
      code: 'TOUCH',
      type: 'BOOLEAN',
      name: 'Touchscreen',
    });

    const air = await addProduct(db, {
      handle: 'air',
      name: 'Mi Notebook Air 13',
      brand: 'Xiaomi',
      texts: {
        zh: { name: '小米笔记本 Air 13' },
        de: { name: 'Mi Notizbuch Größe' },
        th: { name: 'โน้ตบุ๊กเสี่ยวหมี่' },
        ru: { name: 'Ноутбук Ми' },
      },
    });
    const airVariant = await addVariant(db, {
      productId: air,
      sku: 'NB-AIR-13',
      mpn: 'JYU4000CN',
      gtin: '4006381333931',
    });
    await addListing(db, { variantId: airVariant, marketCode: 'DE' });
    await addSpec(db, airVariant, memory, 16);
    await addSpec(db, airVariant, screen, 13.3);
    await addSpec(db, airVariant, chip, 'Intel Core i5-8250U');
    await addSpec(db, airVariant, touch, true);

    const book = await addProduct(db, {
      handle: 'redmibook',
      name: 'RedmiBook 16',
      brand: 'Redmi',
    });
    const bookVariant = await addVariant(db, { productId: book, sku: 'RB-16', gtin: '96385074' });
    await addSpec(db, bookVariant, memory, 8);
    await addSpec(db, bookVariant, chip, 'Air cooled');
    await addSpec(db, bookVariant, touch, false);

    const speaker = await addProduct(db, {
      handle: 'speaker',
      name: 'AI Speaker for JYU4000CN',
      category: 'SMART_SPEAKER',
      brand: 'Café Sound',
    });
    await addVariant(db, { productId: speaker, sku: 'SPK-1' });
  });
  afterAll(() => portal.stop());

  const found = async (search: string, more: object = {}): Promise<string[]> => {
    const answer = await portal.ask(SEARCH, { search, ...more });
    expect(answer.errors).toEqual([]);
    const { nodes, totalCount } = answer.data.products;
    expect(nodes).toHaveLength(totalCount);
    return nodes.map(({ handle }: { handle: string }) => handle);
  };

  it.each([
    ['a word of a name', 'notebook', ['air']],
    ['a beginning of one', 'noteb', ['air']],
    ['capitals', 'NOTEBOOK', ['air']],
    ['a name in another language', 'Notizbuch', ['air']],
    ['accents that are missing', 'grosse', ['air']],
    ['accents that are there', 'größe', ['air']],
    ['letters with marks of their own', 'gro\u0308\u00dfe', ['air']],
    ['a part of a word', 'buch', ['air']],
    ['two words for one', 'redmi book', ['redmibook']],
    ['a needless letter', 'notebbook', ['air']],
    ['a missing letter', 'notbook', ['air']],
    ['a wrong letter', 'notepook', ['air']],
    ['two letters the wrong way round', 'xioami', ['air']],
    ['two errors in a long word', 'toichscren', ['air']],
    ['characters of Chinese', '笔记本', ['air']],
    ['one of them', '米', ['air']],
    ['none of them in this order', '本笔', []],
    ['Chinese beside Latin', '小米 air', ['air']],
    ['Thai, written without spaces', 'บุ๊ก', ['air']],
    ['Cyrillic in capitals', 'НОУТБУК', ['air']],
    ['full-width characters', 'ＮＯＴＥＢＯＯＫ', ['air']],
    ['a brand', 'cafe', ['speaker']],
    ['a category', 'speaker', ['speaker']],
    ['all words, wherever they stand', 'i5 notebook xiaomi', ['air']],
    ['not just some of them', 'i5 redmibook', []],
    ['a number with its unit', '16 GB', ['air']],
    ['the two as one', '16gb', ['air']],
    ['another number with it', '8 GB', ['redmibook']],
    ['a decimal with inches', '13.3"', ['air']],
    ['the same with a comma', '13,3 inch', ['air']],
    ['a property that it has', 'touchscreen', ['air']],
    ['a SKU', 'NB-AIR-13', ['air']],
    ['the same without signs', 'nbair13', ['air']],
    ['the beginning of a SKU', 'nb-a', ['air']],
    ['a part number', 'jyu4000cn', ['air', 'speaker']],
    ['a GTIN', '4006381333931', ['air']],
    ['the same with a leading zero', '04006381333931', ['air']],
    ['a short one with its zeros', '00000096385074', ['redmibook']],
    ['nothing that there is', 'dishwasher', []],
    ['no word at all', '!? -', []],
    ['signs of the query language', `air' | 'qq & !(:*`, []],
    ['wild cards', '%_%', []],
  ])('finds by %s', async (_, search, expected) => {
    expect(await found(search)).toEqual(expected);
  });

  it('is none when it is blank', async () => {
    expect(await found('   ')).toEqual(['speaker', 'air', 'redmibook']);
  });

  it('puts a whole code first, then names, then the rest', async () => {
    expect(await found('JYU4000CN')).toEqual(['air', 'speaker']);
    expect(await found('air')).toEqual(['air', 'redmibook']);
    expect(await found('air', { orderBy: 'NAME' })).toEqual(['air', 'redmibook']);
    expect(await found('16')).toEqual(['redmibook', 'air']);
  });

  it('keeps to the market', async () => {
    expect(await found('16', { marketCode: 'DE' })).toEqual(['air']);
  });

  it('follows every change of what it looks for', async () => {
    const { db } = portal;
    const productId = await addProduct(db, { handle: 'draft', name: 'Zeppelin', brand: 'Zorro' });
    const variantId = await addVariant(db, { productId, sku: 'ZEP-1' });
    const colour = await addSpecDefinition(db, { code: 'COLOUR', type: 'TEXT' });
    const weight = await addSpecDefinition(db, { code: 'WEIGHT', type: 'NUMBER', unit: 'kg' });
    await addSpec(db, variantId, colour, 'turquoise');
    await addSpec(db, variantId, weight, 1.5);
    const finds = async (search: string) => expect(await found(search)).toEqual(['draft']);
    const findsNot = async (search: string) => expect(await found(search)).toEqual([]);
    for (const search of ['zeppelin', 'zorro', 'zep-1', 'turquoise', '1.5 kg']) await finds(search);

    await db.query(`UPDATE catalog.product_text SET name = 'Ballon' WHERE product_id = $1`, [
      productId,
    ]);
    await db.query(`UPDATE catalog.product SET brand = 'Quixote' WHERE id = $1`, [productId]);
    await db.query(`UPDATE catalog.variant SET sku = 'BAL-2', mpn = 'BAL' WHERE id = $1`, [
      variantId,
    ]);
    await db.query(
      `UPDATE catalog.variant_spec SET text_value = 'crimson' WHERE text_value = 'turquoise'`,
    );
    await db.query(`UPDATE catalog.spec_definition SET unit = 'g' WHERE id = $1`, [weight]);
    for (const search of ['zeppelin', 'zorro', 'zep-1', 'turquoise', '1.5 kg'])
      await findsNot(search);
    for (const search of ['ballon', 'quixote', 'bal-2', 'crimson', '1.5 g']) await finds(search);

    await db.query('DELETE FROM catalog.variant WHERE id = $1', [variantId]);
    for (const search of ['bal-2', 'crimson']) await findsNot(search);
    await db.query('DELETE FROM catalog.product_text WHERE product_id = $1', [productId]);
    await findsNot('ballon');
    await finds('draft');
    await db.query('DELETE FROM catalog.product WHERE id = $1', [productId]);
    await findsNot('draft');
  });

  it('finds what thousands of rows brought in one statement', async () => {
    const { db } = portal;
    await db.query(
      `INSERT INTO catalog.product (id, handle, category, brand)
       SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'bulk-' || n, 'ACCESSORY', 'Bulk'
       FROM generate_series(1, 2000) n`,
    );
    await db.query(
      `INSERT INTO catalog.product_text (product_id, locale, name)
       SELECT id, 'en', 'Crate ' || handle FROM catalog.product WHERE brand = 'Bulk'`,
    );
    expect(await found('crate bulk-1999')).toEqual(['bulk-1999']);
    await db.query(`DELETE FROM catalog.product WHERE brand = 'Bulk'`);
    expect(await found('crate')).toEqual([]);
  });

  it.each([
    ['x'.repeat(101), undefined, 'search'],
    ['a-b '.repeat(7), undefined, 'at most 12 words'],
    ['Red\u0000mi', undefined, 'search'],
    ['', 'RELEVANCE', 'orderBy'],
  ])('refuses %j sorted by %j', async (search, orderBy, name) => {
    const answer = await portal.ask(SEARCH, { search, orderBy });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(JSON.stringify(answer.errors[0])).toContain(name);
  });

  it('refuses a cursor of another search', async () => {
    const { data } = await portal.ask(SEARCH, { search: 'air' });
    const after = data.products.pageInfo.endCursor;
    expect((await portal.ask(SEARCH, { search: ' air ', after })).errors).toEqual([]);
    for (const variables of [{ search: 'notebook' }, {}, { search: 'air', orderBy: 'NAME' }]) {
      const answer = await portal.ask(SEARCH, { ...variables, after });
      expect(answer.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

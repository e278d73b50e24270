import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addCertificate,
  addListing,
  addProduct,
  addSpec,
  addSpecDefinition,
  addVariant,
} from '../support/world/catalog.world.js';
import { addMarket } from '../support/world/market.world.js';

const CARD = `query ($id: ID, $handle: String, $marketCode: String) {
  product(id: $id, handle: $handle, marketCode: $marketCode) {
    id handle category brand launchedOn locale name description
    variants {
      sku mpn gtin
      product { handle }
      specs { code name type unit numberValue textValue booleanValue }
      listing {
        marketCode stage preorderFrom onSaleFrom lastTimeBuyFrom endOfSaleOn endOfServiceOn orderableFrom
        pausedReason minimumQuantity maximumQuantity quantityIncrement certificateState certifiedUntil
      }
    }
    certificates { marketCode scheme number validFrom validUntil }
    technologies { code name marketCode status note }
  }
}`;

describe('a product', () => {
  let portal: Portal;
  let id: string;

  beforeAll(async () => {
    portal = await startPortal('product-card');
    const { db } = portal;
    await addMarket(db, { code: 'DE', locale: 'de-DE' });
    await addMarket(db, { code: 'CH', locale: 'de-CH' });
    await addMarket(db, { code: 'FR', locale: 'fr-FR' });
    id = await addProduct(db, {
      handle: 'book-s',
      name: 'Book S',
      category: 'TABLET',
      brand: 'Xiaomi',
      texts: {
        de: { name: 'Book S (Tablet)', description: 'Mit Stift 🖊️ und „Tastatur“.' },
        'de-CH': { name: 'Book S Schweiz' },
      },
    });
    const second = await addVariant(db, { productId: id, sku: 'BOOK-S-B', position: 2 });
    const first = await addVariant(db, {
      productId: id,
      sku: 'BOOK-S-A',
      mpn: 'TM2121',
      gtin: '4006381333931',
    });
    const spec = (code: string, type: 'NUMBER' | 'TEXT' | 'BOOLEAN' | 'ENUM', more: object) =>
      addSpecDefinition(db, { code, type, ...more });
    const screen = await spec('SCREEN', 'NUMBER', { name: 'Screen', unit: 'in', position: 1 });
    const os = await spec('OS', 'ENUM', { enumValues: ['WINDOWS_11', 'NONE'], position: 2 });
    const chip = await spec('CHIP', 'TEXT', { position: 3 });
    const pen = await spec('PEN', 'BOOLEAN', { position: 4 });
    await addSpec(db, first, screen, 12.4);
    await addSpec(db, first, os, 'WINDOWS_11');
    await addSpec(db, first, chip, 'Snapdragon 8cx Gen 2');
    await addSpec(db, first, pen, false);
    await addListing(db, {
      variantId: first,
      marketCode: 'DE',
      preorderFrom: '2022-06-01',
      onSaleFrom: '2022-06-21',
      lastTimeBuyFrom: '2098-01-01',
      endOfSaleOn: '2098-06-30',
      endOfServiceOn: '2099-06-30',
      minimumQuantity: 5,
      maximumQuantity: 500,
      quantityIncrement: 5,
    });
    await addListing(db, { variantId: second, marketCode: 'FR', onSaleFrom: '2099-01-01' });
    const certificate = (marketCode: string, more: object) =>
      addCertificate(db, { productId: id, marketCode, scheme: 'CE', ...more });
    await certificate('DE', { number: 'CE-1', validUntil: '2024-01-01' });
    await certificate('DE', { number: 'CE-2', validFrom: '2023-12-01' });
    await certificate('FR', { number: 'CE-3' });
    await db.query(`INSERT INTO catalog.technology (code, name) VALUES ('CORTANA', 'Cortana')`);
    await db.query(
      `INSERT INTO catalog.technology_availability (product_id, market_code, technology_code, status, note)
       VALUES ($1, 'DE', 'CORTANA', 'LIMITED', 'English only.')`,
      [id],
    );
  });
  afterAll(() => portal.stop());

  const card = async (variables: object) => {
    const answer = await portal.ask(CARD, { ...variables });
    expect(answer.errors).toEqual([]);
    return answer.data.product;
  };

  it('is shown for a market with everything it has there', async () => {
    const empty = { numberValue: null, textValue: null, booleanValue: null, unit: null };
    const product = await card({ handle: 'book-s', marketCode: 'DE' });
    expect(product).toEqual({
      id,
      handle: 'book-s',
      category: 'TABLET',
      brand: 'Xiaomi',
      launchedOn: '2022-06-21',
      locale: 'de',
      name: 'Book S (Tablet)',
      description: 'Mit Stift 🖊️ und „Tastatur“.',
      variants: [
        {
          sku: 'BOOK-S-A',
          mpn: 'TM2121',
          gtin: '4006381333931',
          product: { handle: 'book-s' },
          specs: [
            {
              ...empty,
              code: 'SCREEN',
              name: 'Screen',
              type: 'NUMBER',
              unit: 'in',
              numberValue: '12.4',
            },
            { ...empty, code: 'OS', name: 'OS', type: 'ENUM', textValue: 'WINDOWS_11' },
            {
              ...empty,
              code: 'CHIP',
              name: 'CHIP',
              type: 'TEXT',
              textValue: 'Snapdragon 8cx Gen 2',
            },
            { ...empty, code: 'PEN', name: 'PEN', type: 'BOOLEAN', booleanValue: false },
          ],
          listing: {
            marketCode: 'DE',
            stage: 'ON_SALE',
            preorderFrom: '2022-06-01',
            onSaleFrom: '2022-06-21',
            lastTimeBuyFrom: '2098-01-01',
            endOfSaleOn: '2098-06-30',
            endOfServiceOn: '2099-06-30',
            orderableFrom: null,
            pausedReason: null,
            minimumQuantity: 5,
            maximumQuantity: 500,
            quantityIncrement: 5,
            certificateState: 'VALID',
            certifiedUntil: null,
          },
        },
        {
          sku: 'BOOK-S-B',
          mpn: 'MPN-BOOK-S-B',
          gtin: expect.stringMatching(/^952\d{10}$/),
          product: { handle: 'book-s' },
          specs: [],
          listing: null,
        },
      ],
      certificates: [
        {
          marketCode: 'DE',
          scheme: 'CE',
          number: 'CE-2',
          validFrom: '2023-12-01',
          validUntil: null,
        },
        {
          marketCode: 'DE',
          scheme: 'CE',
          number: 'CE-1',
          validFrom: '2020-01-01',
          validUntil: '2024-01-01',
        },
      ],
      technologies: [
        {
          code: 'CORTANA',
          name: 'Cortana',
          marketCode: 'DE',
          status: 'LIMITED',
          note: 'English only.',
        },
      ],
    });
  });

  it.each([
    ['DE', 'de', 'Book S (Tablet)'],
    ['CH', 'de-CH', 'Book S Schweiz'],
    ['FR', 'en', 'Book S'],
    [null, 'en', 'Book S'],
  ])('speaks the language of %s', async (marketCode, locale, name) => {
    expect(await card({ id, marketCode })).toMatchObject({ locale, name });
  });

  it('is shown without a market with its certificates of all public markets and no listing', async () => {
    const product = await card({ id });
    expect(product.certificates.map((one: { number: string }) => one.number)).toEqual([
      'CE-2',
      'CE-1',
      'CE-3',
    ]);
    expect(product.technologies).toHaveLength(1);
    expect(product.variants.map((one: { listing: unknown }) => one.listing)).toEqual([null, null]);
  });

  it('does not tell without a market what is prepared for one that is not public', async () => {
    const { db } = portal;
    await addMarket(db, { code: 'BR', state: 'PREPARING' });
    await addCertificate(db, { productId: id, marketCode: 'BR', scheme: 'ANATEL', number: 'B-1' });
    await db.query(
      `INSERT INTO catalog.technology_availability (product_id, market_code, technology_code, status)
       VALUES ($1, 'BR', 'CORTANA', 'AVAILABLE')`,
      [id],
    );
    const marketsOf = (list: { marketCode: string }[]) => list.map(({ marketCode }) => marketCode);
    const product = await card({ id });
    expect(marketsOf(product.certificates)).toEqual(['DE', 'DE', 'FR']);
    expect(marketsOf(product.technologies)).toEqual(['DE']);
  });

  it('says from when a planned listing can be ordered', async () => {
    const { variants } = await card({ id, marketCode: 'FR' });
    expect(variants[1].listing).toMatchObject({ stage: 'PLANNED', orderableFrom: '2099-01-01' });
  });

  it('has no texts of its own at first', async () => {
    const bare = newId();
    await portal.db.query(
      `INSERT INTO catalog.product (id, handle, category, brand) VALUES ($1, 'bare', 'ACCESSORY', 'Mi')`,
      [bare],
    );
    expect(await card({ id: bare })).toMatchObject({ name: 'bare', description: '', locale: null });
  });

  it.each([
    [{ handle: 'nothing' }],
    [{ handle: 'Book-S' }],
    [{ handle: 'book\u0000s' }],
    [{ handle: '' }],
    [{ id: '01890000-0000-7000-8000-000000000000' }],
    [{ id: 'book-s' }],
    [{ id: '' }],
  ])('is not found by %j', async (variables) => {
    const answer = await portal.ask(CARD, variables);
    expect(answer.data).toEqual({ product: null });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0].extensions.code).toBe('NOT_FOUND');
  });

  it('is asked for by id or by handle, not by both or none', async () => {
    for (const variables of [{}, { id, handle: 'book-s' }]) {
      const answer = await portal.ask(CARD, variables);
      expect(answer.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it.each(['book-s-a', 'BOOK-S', 'BOOK\u0000S', '', 'X'.repeat(41)])(
    'has no SKU %j',
    async (sku) => {
      const answer = await portal.ask('query ($sku: String!) { variant(sku: $sku) { id } }', {
        sku,
      });
      expect(answer.data).toEqual({ variant: null });
      expect(answer.errors[0].extensions).toMatchObject({
        code: 'NOT_FOUND',
        problem: 'UNKNOWN_SKU',
      });
    },
  );
});

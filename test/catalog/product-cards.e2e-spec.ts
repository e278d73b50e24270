import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../src/kernel/index.js';
import { Random } from '../support/random.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import {
  addProduct,
  addSpecDefinition,
  addVariant,
  nextGtin,
} from '../support/world/catalog.world.js';

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const STEPS = 300;
const WRITERS = 4;
/** What a transaction ends with that must be tried again: a deadlock, or a row that another one has just made. */
const GIVEN_UP = ['40P01', '23505', '23503'];

describe('the cards of products', () => {
  let database: TestDatabase;
  const clients: pg.Client[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('product-cards');
    for (let i = 0; i < WRITERS; i += 1) {
      const client = new pg.Client({ connectionString: database.adminUrl });
      await client.connect();
      clients.push(client);
    }
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await database.drop();
  });

  const db = (): pg.Client => {
    const [client] = clients;
    if (!client) throw new Error('nobody is connected');
    return client;
  };
  const differences = async () =>
    (await db().query('SELECT * FROM catalog.card_differences()')).rows;
  const one = async (text: string, values: unknown[] = []) =>
    (await db().query<Record<string, unknown>>(text, values)).rows[0];

  it('say what texts, variants and specs say', async () => {
    const productId = await addProduct(db(), { handle: 'card', texts: { de: { name: 'Karte' } } });
    const memory = await addSpecDefinition(db(), { code: 'MEMORY', type: 'NUMBER', unit: 'GB' });
    const id = await addVariant(db(), { productId, sku: 'CARD-1', gtin: nextGtin(), position: 3 });
    await db().query(
      'INSERT INTO catalog.variant_spec (variant_id, definition_id, number_value) VALUES ($1, $2, 16.50)',
      [id, memory],
    );
    const card = await one('SELECT * FROM catalog.card_v WHERE product_id = $1', [productId]);
    expect(card).toMatchObject({
      handle: 'card',
      variant_ids: [id],
      names: [
        ['de', 'Karte'],
        ['en', 'card'],
      ],
      variants: [{ id, sku: 'CARD-1', position: 3, version: 1, specs: [['MEMORY', '16.5']] }],
    });
    await db().query(`UPDATE catalog.spec_definition SET code = 'RAM' WHERE id = $1`, [memory]);
    expect(await differences()).toEqual([]);
  });

  it('are told from those that something has spoilt, and made anew', async () => {
    const productId = await addProduct(db(), { handle: 'spoilt' });
    await db().query(`UPDATE catalog.product_card SET names = '[]' WHERE product_id = $1`, [
      productId,
    ]);
    const bare = await addProduct(db(), { handle: 'bare' });
    await db().query('DELETE FROM catalog.product_card WHERE product_id = $1', [bare]);
    const found = await differences();
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ product_id: bare, detail: 'has no card' });
    expect(found).toContainEqual({
      product_id: productId,
      detail: 'its card says something else than its texts, variants and specs',
    });
    await db().query('SELECT catalog.refresh_cards(ARRAY(SELECT id FROM catalog.product))');
    expect(await differences()).toEqual([]);
  });

  it(`are right after anything that several write at once (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const definitions: string[] = [];
    for (const code of ['COLOUR', 'PORTS', 'FINISH']) {
      definitions.push(await addSpecDefinition(db(), { code, type: 'TEXT' }));
    }
    const products: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      products.push(await addProduct(db(), { handle: `random-${i}` }));
    }
    const failures: unknown[] = [];
    await Promise.all(
      clients.map(async (client) => {
        for (let step = 0; step < STEPS / WRITERS; step += 1) {
          const statements = 1 + random.below(3);
          try {
            await client.query('BEGIN');
            for (let i = 0; i < statements; i += 1) {
              await client.query(...edit(random, products, definitions));
            }
            await client.query(random.chance(0.8) ? 'COMMIT' : 'ROLLBACK');
          } catch (error) {
            await client.query('ROLLBACK');
            const code = error instanceof pg.DatabaseError ? error.code : undefined;
            if (!GIVEN_UP.includes(code ?? '')) failures.push(error);
          }
        }
      }),
    );
    expect(failures).toEqual([]);
    expect(await differences()).toEqual([]);
    const written = await one('SELECT count(*)::int AS count FROM catalog.variant_spec');
    expect(written?.['count']).toBeGreaterThan(0);
  });
});

/** Something that somebody may do to the catalog. */
function edit(random: Random, products: string[], definitions: string[]): [string, unknown[]] {
  const product = random.pick(products);
  const word = `word ${random.below(1000)}`;
  const variants = 'SELECT id FROM catalog.variant WHERE product_id = $1 ORDER BY id';
  return random.pick<() => [string, unknown[]]>([
    () => [
      `INSERT INTO catalog.variant (id, product_id, sku, mpn, gtin, position) VALUES ($1, $2, $3, 'MPN', $4, $5)`,
      [newId(), product, `R-${newId().slice(-12).toUpperCase()}`, nextGtin(), random.below(5) + 1],
    ],
    () => [
      `UPDATE catalog.variant SET mpn = $2, version = version + 1 WHERE id = (${variants} LIMIT 1)`,
      [product, word],
    ],
    () => ['UPDATE catalog.variant SET position = 6 - position WHERE product_id = $1', [product]],
    () => [
      `INSERT INTO catalog.product_text (product_id, locale, name) VALUES ($1, $2, $3)
       ON CONFLICT (product_id, locale) DO UPDATE SET name = EXCLUDED.name`,
      [product, random.pick(['en', 'de', 'zh', 'fr-CA']), word],
    ],
    () => [`DELETE FROM catalog.product_text WHERE product_id = $1 AND locale = 'de'`, [product]],
    () => [
      `INSERT INTO catalog.variant_spec (variant_id, definition_id, text_value)
       SELECT v.id, $2::uuid, $3 FROM (${variants}) v
       ON CONFLICT (variant_id, definition_id) DO UPDATE SET text_value = EXCLUDED.text_value`,
      [product, random.pick(definitions), word],
    ],
    () => [
      `DELETE FROM catalog.variant_spec WHERE definition_id = $2 AND variant_id IN (${variants} LIMIT 1)`,
      [product, random.pick(definitions)],
    ],
    () => [`DELETE FROM catalog.variant WHERE id = (${variants} LIMIT 1)`, [product]],
  ])();
}

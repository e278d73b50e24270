import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openPortal, type Portal } from '../support/portal.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import {
  addProduct,
  addSpec,
  addSpecDefinition,
  addVariant,
} from '../support/world/catalog.world.js';

const SEARCH = `query ($search: String) {
  products(search: $search) {
    nodes { handle }
    facets { specs { values { value count } } }
  }
}`;

describe('what is searched, while two write at once', () => {
  let database: TestDatabase;
  let portal: Portal;
  let first: pg.Client;
  let second: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase('product-search-races');
    portal = await openPortal(database);
  });
  afterAll(async () => {
    await portal.stop();
    await database.drop();
  });
  beforeEach(async () => {
    [first, second] = await Promise.all([connected(), connected()]);
    await Promise.all([first.query('BEGIN'), second.query('BEGIN')]);
  });
  afterEach(async () => {
    await Promise.all([first.end(), second.end()]);
  });

  async function connected(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    return client;
  }

  /** Lets the second write until it is done or waits for the first, ends the first, then the second. */
  async function raced(text: string, values: unknown[]): Promise<void> {
    let done = false;
    const writing = second.query(text, values).finally(() => (done = true));
    while (!done) {
      const waiting = await portal.rows(
        `SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = $1)`,
        [database.name],
      );
      if (waiting.length > 0) break;
      await sleep(10);
    }
    await first.query('COMMIT');
    await writing;
    await second.query('COMMIT');
  }

  const found = async (variables: object) => {
    const answer = await portal.ask(SEARCH, variables);
    expect(answer.errors).toEqual([]);
    return answer.data.products;
  };
  const handles = async (search: string) =>
    (await found({ search })).nodes.map(({ handle }: { handle: string }) => handle);

  it('holds what both changed of the variants of one product', async () => {
    const { db } = portal;
    const productId = await addProduct(db, { handle: 'twins' });
    const a = await addVariant(db, { productId, sku: 'OLD-A', mpn: 'A' });
    const b = await addVariant(db, { productId, sku: 'OLD-B', mpn: 'B' });
    const rename = 'UPDATE catalog.variant SET sku = $2 WHERE id = $1';
    await first.query(rename, [a, 'NEW-A']);
    await raced(rename, [b, 'NEW-B']);
    for (const sku of ['NEW-A', 'NEW-B']) expect(await handles(sku)).toEqual(['twins']);
    for (const sku of ['OLD-A', 'OLD-B']) expect(await handles(sku)).toEqual([]);
  });

  it('holds what both changed of the specs of one product, and counts it once', async () => {
    const { db } = portal;
    const productId = await addProduct(db, { handle: 'colours' });
    const a = await addVariant(db, { productId, sku: 'COL-A' });
    const b = await addVariant(db, { productId, sku: 'COL-B' });
    const colour = await addSpecDefinition(db, { code: 'COLOUR', type: 'TEXT', isFacet: true });
    await addSpec(db, a, colour, 'amber');
    await addSpec(db, b, colour, 'amber');
    // The value is known already, so that nobody waits because of it.
    const dyed = await addProduct(db, { handle: 'dyed' });
    await addSpec(db, await addVariant(db, { productId: dyed, sku: 'DYED' }), colour, 'crimson');
    const paint = 'UPDATE catalog.variant_spec SET text_value = $2 WHERE variant_id = $1';
    await first.query(paint, [a, 'crimson']);
    await raced(paint, [b, 'crimson']);
    expect(await handles('crimson')).toEqual(['dyed', 'colours']);
    expect(await handles('amber')).toEqual([]);
    const { facets } = await found({});
    expect(facets.specs).toEqual([{ values: [{ value: 'crimson', count: 2 }] }]);
  });

  it('lets nobody wait for a word that another is about to bring', async () => {
    const add = (client: pg.Client, handle: string) =>
      addProduct(
        { query: (text, values) => client.query(text, values) },
        { handle, name: 'Zeppelin' },
      );
    await add(first, 'ship-one');
    await second.query(`SET LOCAL lock_timeout = '2s'`);
    await add(second, 'ship-two');
    await second.query('COMMIT');
    await first.query('COMMIT');
    expect((await handles('zeppelim')).sort()).toEqual(['ship-one', 'ship-two']);
  });

  it('takes back what did not come to be', async () => {
    const query = (text: string, values?: unknown[]) => first.query(text, values);
    await addProduct({ query }, { handle: 'ghost', name: 'Phantom' });
    await first.query('ROLLBACK');
    expect(await handles('phantom')).toEqual([]);
  });
});

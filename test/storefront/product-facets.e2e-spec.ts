import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { Random } from '../support/random.js';
import { summaryOf, type ShelfQuestion, type ShelfSummary } from '../support/shelf-model.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addMarket } from '../support/world/market.world.js';
import {
  fillRandomShelf,
  SHELF_BRANDS,
  SHELF_CATEGORIES,
  SHELF_MEMORIES,
  SHELF_STAGES,
  SHELF_SYSTEMS,
  SHELF_WORDS,
  type ShelfProduct,
} from '../support/world/random-shelf.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const SUMMARY = `query ($filter: ProductFilter, $search: String, $marketCode: String) {
  products(first: 100, filter: $filter, search: $search, marketCode: $marketCode) {
    nodes { handle }
    totalCount
    facets {
      category { value count }
      brand { value count }
      stage { value count }
      priceRange { min { amount currencyCode } max { amount } }
      specs { code name type unit values { value count } min max }
    }
  }
}`;

const QUESTIONS = 100;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

describe('facets of products', () => {
  let portal: Portal;
  let token: string;
  let shelf: ShelfProduct[];
  const random = new Random(seed);

  beforeAll(async () => {
    portal = await startPortal('product-facets');
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    const resellerId = await addReseller(db, { tier: 'PREMIER' });
    const user = await addUser(db);
    await addMembership(db, { userId: user.id, resellerId });
    token = await portal.signIn(user);
    shelf = await fillRandomShelf(db, random, { marketCode: 'DE', resellerId }, 50);
  });
  afterAll(() => portal.stop());

  const ask = async (variables: object, as?: string) => {
    const answer = await portal.ask(SUMMARY, { marketCode: 'DE', ...variables }, { token: as });
    expect(answer.errors).toEqual([]);
    return answer.data.products;
  };

  it(`count what a plain computation counts, for ${QUESTIONS} random lists (seed ${seed})`, async () => {
    for (let number = 0; number < QUESTIONS; number += 1) {
      const question = randomQuestion(random);
      const found = summaryFrom(await ask(question, token));
      expect({ question, ...found }).toEqual({ question, ...summaryOf(shelf, question) });
    }
  });

  it('hold for each choice what the list then has', async () => {
    const filter = { specs: [{ code: 'SYSTEM', values: ['WINDOWS_11'] }] };
    const { facets } = await ask({ filter }, token);
    for (const { value, count } of facets.category) {
      const narrowed = await ask({ filter: { ...filter, category: [value] } }, token);
      expect(narrowed.totalCount).toBe(count);
    }
    const memory = facets.specs.find(({ code }: { code: string }) => code === 'MEMORY');
    expect(memory.values.length).toBeGreaterThan(0);
    for (const { value, count } of memory.values) {
      const specs = [...filter.specs, { code: 'MEMORY', values: [value] }];
      expect((await ask({ filter: { specs } }, token)).totalCount).toBe(count);
    }
  });

  it('describe a spec with its unit and its range, and leave out those that are no facets', async () => {
    const { facets } = await ask({}, token);
    expect(facets.specs.map(({ code }: { code: string }) => code)).toEqual([
      'MEMORY',
      'SYSTEM',
      'PEN',
    ]);
    expect(facets.specs[0]).toMatchObject({
      name: 'MEMORY',
      type: 'NUMBER',
      unit: 'GB',
      min: '4',
      max: '32',
    });
    const values = facets.specs[0].values.map(({ value }: { value: string }) => value);
    expect(values).toEqual(['4', '8', '13.3', '16', '32']);
    expect(facets.specs[1]).toMatchObject({ type: 'ENUM', unit: null, min: null, max: null });
  });

  it('show no price to who has none, and no stage without a market', async () => {
    expect((await ask({})).facets.priceRange).toBeNull();
    const { facets, totalCount } = await ask({ marketCode: null }, token);
    expect(facets).toMatchObject({ stage: null, priceRange: null });
    expect(totalCount).toBe(shelf.length);
    expect(
      facets.category.reduce((sum: number, { count }: { count: number }) => sum + count, 0),
    ).toBe(shelf.length);
  });

  it('take one statement more than the page, however many are asked for', async () => {
    const statements = async (fields: string) => {
      const units = await portal.unitsOf(() =>
        portal.ask(`{ products(marketCode: "DE") { nodes { id } ${fields} } }`, {}, { token }),
      );
      return units.map((unit) => unit.statements);
    };
    expect(await statements('')).toEqual([1]);
    expect(await statements('facets { __typename }')).toEqual([1]);
    expect(await statements('facets { brand { count } }')).toEqual([1, 1]);
    expect(
      await statements(
        'totalCount facets { category { count } brand { count } stage { count } priceRange { min { amount } } specs { code } }',
      ),
    ).toEqual([1, 1]);
  });
});

function randomQuestion(random: Random): ShelfQuestion {
  const money = () => ({ amount: String(10 + random.below(20)), currencyCode: 'EUR' });
  const filter: ShelfQuestion['filter'] = {};
  if (random.chance(0.3))
    filter.category = [...new Set([random.pick(SHELF_CATEGORIES), random.pick(SHELF_CATEGORIES)])];
  if (random.chance(0.3)) filter.brand = [random.pick(SHELF_BRANDS)];
  if (random.chance(0.3)) filter.stage = ['ON_SALE', random.pick(SHELF_STAGES)];
  if (random.chance(0.2)) filter.orderable = random.chance(0.7);
  if (random.chance(0.2)) filter.paused = random.chance(0.3);
  if (random.chance(0.2)) filter.inStock = random.chance(0.7);
  if (random.chance(0.3)) {
    const [low, high] = [money(), money()].sort((a, b) => Number(a.amount) - Number(b.amount));
    filter.price = {
      ...(random.chance(0.7) && low ? { min: low } : {}),
      ...(high ? { max: high } : {}),
    };
  }
  const specs: NonNullable<ShelfQuestion['filter']['specs']> = [];
  if (random.chance(0.3)) {
    specs.push(
      random.chance(0.5)
        ? { code: 'MEMORY', values: random.some(SHELF_MEMORIES, 0.6).map(String).concat('999') }
        : { code: 'MEMORY', min: '8', ...(random.chance(0.5) ? { max: '16' } : {}) },
    );
  }
  if (random.chance(0.3)) specs.push({ code: 'SYSTEM', values: [random.pick(SHELF_SYSTEMS)] });
  if (random.chance(0.2)) specs.push({ code: 'PEN', values: ['true'] });
  if (random.chance(0.2)) specs.push({ code: 'COLOUR', values: ['black'] });
  if (specs.length > 0) filter.specs = specs;
  return { filter, ...(random.chance(0.5) ? { search: randomSearch(random) } : {}) };
}

/** A word, the beginning of one, or one with a wrong letter; an SKU; a number with its unit. */
function randomSearch(random: Random): string {
  const word = random.pick(SHELF_WORDS).toLowerCase();
  const wrong = 1 + random.below(word.length - 1);
  return random.pick([
    word,
    word.toUpperCase(),
    word.slice(0, 2 + random.below(word.length - 2)),
    `${word.slice(0, wrong)}x${word.slice(wrong + 1)}`,
    `${random.pick(SHELF_BRANDS)} ${word}`,
    `P${1 + random.below(50)}-1`,
    '16 GB',
    '13.3gb',
    'windows',
  ]);
}

function summaryFrom(products: {
  nodes: { handle: string }[];
  totalCount: number;
  facets: Facets;
}): ShelfSummary {
  const { category, brand, stage, priceRange, specs } = products.facets;
  return {
    handles: products.nodes.map(({ handle }) => handle).sort(),
    totalCount: products.totalCount,
    category: counted(category),
    brand: counted(brand),
    stage: counted(stage),
    priceRange: priceRange && { min: priceRange.min.amount, max: priceRange.max.amount },
    specs: Object.fromEntries(specs.map(({ code, values }) => [code, counted(values)])),
  };
}

interface Count {
  value: string;
  count: number;
}

interface Facets {
  category: Count[];
  brand: Count[];
  stage: Count[];
  priceRange: { min: { amount: string }; max: { amount: string } } | null;
  specs: { code: string; values: Count[] }[];
}

function counted(counts: Count[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ value, count }) => [value, count]));
}

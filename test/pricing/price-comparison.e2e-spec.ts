import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { resolvePrice, type PriceCandidate } from '../../src/pricing/index.js';
import { seededRandom } from '../support/parallel.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { change, openPriceOffice, type PriceOffice } from '../support/world/price-list.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addShelf } from '../support/world/shop.world.js';

const [FIRST, SECOND] = ['2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z'];
/** A list that holds at one of them alone. */
const ONLY_FIRST = { validUntil: '2027-06-01T00:00:00Z' };
const ONLY_SECOND = { validFrom: '2027-06-01T00:00:00Z' };

let portal: Portal;
let office: PriceOffice;

beforeAll(async () => {
  portal = await startPortal('price-comparison');
  office = await openPriceOffice(portal);
}, 60_000);

afterAll(() => portal?.stop());

const COMPARE = `query ($input: PriceComparisonInput!, $first: Int, $after: String, $last: Int, $before: String) {
  priceComparison(input: $input, first: $first, after: $after, last: $last, before: $before) {
    totalCount summary { increased decreased added removed }
    nodes {
      sku minimumQuantity belowQuantity audience tier resellerId kind percent oldPriceListCode newPriceListCode
      oldUnitPrice { amount currencyCode } newUnitPrice { amount currencyCode } difference { amount }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

async function compare(input: object, page: object = { first: 100 }): Promise<Answer['data']> {
  const all = { marketCode: 'DE', from: FIRST, to: SECOND, ...input };
  const { data, errors } = await portal.ask(COMPARE, { input: all, ...page }, office.manager);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.priceComparison;
}

interface Told {
  sku: string;
  minimumQuantity: number;
  belowQuantity: number | null;
  audience: string;
  tier: string | null;
  resellerId: string | null;
  oldUnitPrice: { amount: string } | null;
  newUnitPrice: { amount: string } | null;
}

/** Such as "SKU-A 10-49 TIER PREMIER 525.00 → 499.00". */
const brief = (told: Told): string =>
  [
    told.sku,
    `${told.minimumQuantity}-${told.belowQuantity === null ? '' : told.belowQuantity - 1}`,
    told.audience,
    told.audience === 'TIER' ? told.tier : '',
    told.oldUnitPrice?.amount ?? 'none',
    '→',
    told.newUnitPrice?.amount ?? 'none',
  ]
    .filter((part) => part !== '')
    .join(' ');

const briefs = async (input: object): Promise<string[]> => (await compare(input)).nodes.map(brief);

describe('priceComparison', () => {
  it('finds nothing where the same lists hold', async () => {
    const page = await compare({});
    expect(page).toMatchObject({
      nodes: [],
      totalCount: 0,
      summary: { increased: 0, decreased: 0, added: 0, removed: 0 },
    });
  });

  it('tells what changes, by how much, from which lists and for whom', async () => {
    const { a, b, reseller } = office.shop;
    await addPriceList(portal.db, {
      marketCode: 'FR',
      code: 'FR-ALL',
      entries: { [a]: { 1: 60_000, 10: 55_000 }, [b]: 10_000 },
    });
    await addPriceList(portal.db, {
      marketCode: 'FR',
      code: 'FR-ALL-28',
      priority: 1,
      ...ONLY_SECOND,
      entries: { [a]: { 1: 61_000, 20: 54_000 }, [b]: 10_000 },
    });
    await addPriceList(portal.db, {
      marketCode: 'FR',
      code: 'FR-PREMIER',
      tier: 'PREMIER',
      ...ONLY_FIRST,
      entries: { [b]: { 1: 9_900, 5: 9_000 } },
    });
    await addPriceList(portal.db, {
      marketCode: 'FR',
      code: 'FR-OWN',
      resellerId: reseller.id,
      ...ONLY_SECOND,
      entries: { [b]: { 5: 8_500 } },
    });
    const page = await compare({ marketCode: 'FR' });
    expect(page.nodes.map(brief)).toEqual([
      'SKU-A 1-9 EVERYONE 600.00 → 610.00',
      'SKU-A 10-19 EVERYONE 550.00 → 610.00',
      'SKU-A 20- EVERYONE 550.00 → 540.00',
      'SKU-B 1-4 TIER PREMIER 99.00 → 100.00',
      'SKU-B 5- TIER PREMIER 90.00 → 100.00',
      'SKU-B 5- RESELLER 90.00 → 85.00',
    ]);
    expect(page.summary).toEqual({ increased: 4, decreased: 2, added: 0, removed: 0 });
    expect(page.nodes[1]).toEqual({
      sku: 'SKU-A',
      minimumQuantity: 10,
      belowQuantity: 20,
      audience: 'EVERYONE',
      tier: null,
      resellerId: null,
      kind: 'INCREASED',
      oldUnitPrice: { amount: '550.00', currencyCode: 'EUR' },
      newUnitPrice: { amount: '610.00', currencyCode: 'EUR' },
      difference: { amount: '60.00' },
      percent: '10.91',
      oldPriceListCode: 'FR-ALL',
      newPriceListCode: 'FR-ALL-28',
    });
    expect(page.nodes.at(-1)).toMatchObject({
      tier: 'PREMIER',
      resellerId: reseller.id,
      kind: 'DECREASED',
      difference: { amount: '-5.00' },
      percent: '-5.56',
      oldPriceListCode: 'FR-PREMIER',
      newPriceListCode: 'FR-OWN',
    });
  });

  it('tells all that one tier or one reseller pays otherwise, from whatever lists', async () => {
    const everyone = [
      'SKU-A 1-9 TIER PREMIER 600.00 → 610.00',
      'SKU-A 10-19 TIER PREMIER 550.00 → 610.00',
      'SKU-A 20- TIER PREMIER 550.00 → 540.00',
    ];
    expect(await briefs({ marketCode: 'FR', tier: 'PREMIER' })).toEqual([
      ...everyone,
      'SKU-B 1-4 TIER PREMIER 99.00 → 100.00',
      'SKU-B 5- TIER PREMIER 90.00 → 100.00',
    ]);
    const own = { marketCode: 'FR', resellerId: office.shop.reseller.id };
    expect(await briefs(own)).toEqual([
      ...everyone.map((line) => line.replace('TIER PREMIER', 'RESELLER')),
      'SKU-B 1-4 RESELLER 99.00 → 100.00',
      'SKU-B 5- RESELLER 90.00 → 85.00',
    ]);
    expect(await briefs({ marketCode: 'FR', tier: 'REGISTERED', sku: 'SKU-A' })).toHaveLength(3);
    expect(await briefs({ marketCode: 'FR', tier: 'REGISTERED', sku: 'SKU-B' })).toEqual([]);
  });

  it('tells what is new and what is gone, and the other way round', async () => {
    const c = await addShelf(portal, 'SKU-C');
    await addPriceList(portal.db, {
      marketCode: 'KW',
      currencyCode: 'KWD',
      code: 'KW-27',
      ...ONLY_FIRST,
      entries: { [c]: { 1: 0, 10: 5 } },
    });
    await addPriceList(portal.db, {
      marketCode: 'KW',
      currencyCode: 'KWD',
      code: 'KW-28',
      ...ONLY_SECOND,
      entries: { [c]: { 5: 1_000 }, [office.shop.a]: { 3: 7 } },
    });
    const page = await compare({ marketCode: 'KW' });
    expect(page.nodes.map(brief)).toEqual([
      'SKU-A 3- EVERYONE none → 0.007',
      'SKU-C 1-4 EVERYONE 0.000 → none',
      'SKU-C 5-9 EVERYONE 0.000 → 1.000',
      'SKU-C 10- EVERYONE 0.005 → 1.000',
    ]);
    expect(page.nodes.map(({ percent }: { percent: string }) => percent)).toEqual([
      null,
      null,
      null,
      '19900.00',
    ]);
    expect(page.nodes.map(({ kind }: { kind: string }) => kind)).toEqual([
      'ADDED',
      'REMOVED',
      'INCREASED',
      'INCREASED',
    ]);
    expect(page.summary).toEqual({ increased: 2, decreased: 0, added: 1, removed: 1 });
    const back = await compare({ marketCode: 'KW', from: SECOND, to: FIRST });
    expect(back.summary).toEqual({ increased: 0, decreased: 2, added: 1, removed: 1 });
  });

  it('shows a scheduled change before it comes', async () => {
    const at = new Date(Date.now() + 86_400_000).toISOString();
    await addPriceList(portal.db, {
      marketCode: 'DE',
      code: 'DE-SOON',
      tier: 'REGISTERED',
      entries: { [office.shop.a]: 50_000 },
    });
    const input = { code: 'DE-SOON', expectedVersion: 1, at, newCode: 'DE-THEN', factor: '1.05' };
    const { userErrors } = await change(office, 'priceListSchedule', { input, select: 'copied' });
    expect(userErrors).toEqual([]);
    const range = { from: new Date(Date.now() - 1000).toISOString() };
    const justBefore = new Date(Date.parse(at) - 1).toISOString();
    expect(await briefs({ ...range, to: justBefore })).toEqual([]);
    expect(await briefs({ ...range, to: at })).toEqual([
      'SKU-A 1- TIER REGISTERED 500.00 → 525.00',
    ]);
  });

  it('is refused for markets and resellers out of reach, and for both audiences at once', async () => {
    const input = { marketCode: 'DE', from: FIRST, to: SECOND };
    const codeOf = async (changes: object, token = office.manager.token): Promise<string[]> => {
      const { errors } = await portal.ask(COMPARE, { input: { ...input, ...changes } }, { token });
      return errors.map(({ extensions }) => extensions.code);
    };
    expect(await codeOf({ marketCode: 'XX' })).toEqual(['NOT_FOUND']);
    expect(await codeOf({ marketCode: '\0' })).toEqual(['NOT_FOUND']);
    expect(await codeOf({}, office.farManager.token)).toEqual(['NOT_FOUND']);
    const { id } = office.shop.reseller;
    expect(await codeOf({ marketCode: 'JP', resellerId: id }, office.farManager.token)).toEqual([
      'NOT_FOUND',
    ]);
    expect(await codeOf({ resellerId: newId() })).toEqual(['NOT_FOUND']);
    expect(await codeOf({ resellerId: 'x' })).toEqual(['BAD_USER_INPUT']);
    expect(await codeOf({ resellerId: id, tier: 'PREMIER' })).toEqual(['BAD_USER_INPUT']);
    for (const { token } of [office.shop.buyer, office.shop.desk]) {
      expect(await codeOf({}, token)).toEqual(['FORBIDDEN']);
    }
  });
});

describe('the comparison of lists made at random', () => {
  const SEED = 20_260_615;
  const QUANTITIES = [1, 2, 5, 9, 10, 11, 20, 49, 50, 51, 1000];

  interface Random {
    audience: 'EVERYONE' | 'TIER' | 'RESELLER';
    tier?: 'REGISTERED' | 'PREMIER';
    resellerId?: string;
    candidates: Map<string, PriceCandidate[]>;
    holds: (instant: string) => boolean;
  }

  const lists: Random[] = [];
  const variants = new Map<string, string>();
  const resellers: { id: string; tier: 'REGISTERED' | 'PREMIER' }[] = [];

  beforeAll(async () => {
    const random = seededRandom(SEED);
    const pick = <One>(from: readonly One[]): One =>
      from[Math.floor(random() * from.length)] as One;
    for (const tier of ['REGISTERED', 'PREMIER', 'PREMIER'] as const) {
      resellers.push({ id: await addReseller(portal.db, { tier, markets: ['JP'] }), tier });
    }
    for (let n = 0; n < 12; n += 1) {
      const sku = `RND-${String(n).padStart(2, '0')}`;
      variants.set(sku, await addShelf(portal, sku));
    }
    for (let n = 0; n < 22; n += 1) {
      const audience = pick(['EVERYONE', 'TIER', 'RESELLER'] as const);
      const reseller = pick(resellers);
      const whom = {
        ...(audience === 'TIER' && { tier: pick(['REGISTERED', 'PREMIER'] as const) }),
        ...(audience === 'RESELLER' && { resellerId: reseller.id }),
      };
      const period = pick([{}, ONLY_FIRST, ONLY_SECOND]);
      const priority = pick([0, 0, 1]);
      const entries: Record<string, Record<number, number>> = {};
      for (const id of variants.values()) {
        if (random() < 0.6) continue;
        entries[id] = Object.fromEntries(
          [1, 5, 10, 50].filter(() => random() < 0.5).map((step) => [step, pick([90, 100, 110])]),
        );
      }
      const code = `RND-${n}`;
      const market = { marketCode: 'JP', currencyCode: 'JPY', code, priority };
      const id = await addPriceList(portal.db, { ...market, ...whom, ...period, entries });
      const validFrom = period === ONLY_SECOND ? ONLY_SECOND.validFrom : '2020-01-01T00:00:00Z';
      lists.push({
        audience,
        ...whom,
        holds: (instant) =>
          (instant === FIRST && period !== ONLY_SECOND) ||
          (instant === SECOND && period !== ONLY_FIRST),
        candidates: new Map(
          Object.entries(entries).map(([variantId, breaks]) => [
            variantId,
            Object.entries(breaks).map(([step, minor]) => ({
              ...{ variantId, priceListId: id, code, name: code, audience, priority, validFrom },
              ...{ currencyCode: 'JPY', minimumQuantity: Number(step), unitPriceMinor: minor },
            })),
          ]),
        ),
      });
    }
  });

  /** The price by the rule that orders use, with the audience of the list that gives it. */
  function priceOf(
    buyer: { tier: string | null; resellerId: string | null },
    sku: string,
    at: { instant: string; quantity: number },
  ): { amount: string | null; rank: number } {
    const candidates = lists
      .filter(
        (list) =>
          list.holds(at.instant) &&
          (list.audience === 'EVERYONE' ||
            (list.audience === 'TIER' && list.tier === buyer.tier) ||
            (list.audience === 'RESELLER' && list.resellerId === buyer.resellerId)),
      )
      .flatMap(({ candidates: found }) => found.get(variants.get(sku) ?? '') ?? []);
    const { quantity } = at;
    const price = resolvePrice({ quantity, currencyCode: 'JPY', candidates });
    const { winner } = price.explanation;
    return {
      amount: price.unitPrice?.amount ?? null,
      rank: winner ? ['EVERYONE', 'TIER', 'RESELLER'].indexOf(winner.audience) : -1,
    };
  }

  const covering = (told: Told[], sku: string, quantity: number): Told[] =>
    told.filter(
      (one) =>
        one.sku === sku &&
        one.minimumQuantity <= quantity &&
        (one.belowQuantity === null || quantity < one.belowQuantity),
    );

  const pairOf = (one: Told | undefined): (string | null)[] => [
    one?.oldUnitPrice?.amount ?? null,
    one?.newUnitPrice?.amount ?? null,
  ];

  it('tells each tier and reseller exactly what the rule of orders gives at both instants', async () => {
    const asked = [
      { filter: { tier: 'REGISTERED' }, tier: 'REGISTERED', resellerId: null },
      { filter: { tier: 'AUTHORIZED' }, tier: 'AUTHORIZED', resellerId: null },
      { filter: { tier: 'PREMIER' }, tier: 'PREMIER', resellerId: null },
      ...resellers.map(({ id, tier }) => ({ filter: { resellerId: id }, tier, resellerId: id })),
    ];
    let differing = 0;
    for (const { filter, ...buyer } of asked) {
      const page = await compare({ marketCode: 'JP', ...filter });
      expect(page.pageInfo.hasNextPage).toBe(false);
      for (const sku of variants.keys()) {
        for (const quantity of QUANTITIES) {
          const before = priceOf(buyer, sku, { instant: FIRST, quantity });
          const after = priceOf(buyer, sku, { instant: SECOND, quantity });
          const told = covering(page.nodes, sku, quantity);
          const differs = before.amount !== after.amount;
          expect([sku, quantity, told.length]).toEqual([sku, quantity, differs ? 1 : 0]);
          if (differs) expect(pairOf(told[0])).toEqual([before.amount, after.amount]);
          differing += told.length;
        }
      }
    }
    expect(differing).toBeGreaterThan(100);
  });

  it('tells everybody each difference once, where the list that makes it is', async () => {
    const { nodes } = await compare({ marketCode: 'JP' });
    const buyers = [
      { tier: null, resellerId: null },
      { tier: 'REGISTERED', resellerId: null },
      { tier: 'PREMIER', resellerId: null },
      ...resellers.map(({ id, tier }) => ({ tier, resellerId: id })),
    ];
    for (const buyer of buyers) {
      for (const sku of variants.keys()) {
        for (const quantity of QUANTITIES) {
          const before = priceOf(buyer, sku, { instant: FIRST, quantity });
          const after = priceOf(buyer, sku, { instant: SECOND, quantity });
          const rank = Math.max(before.rank, after.rank);
          const place = ['EVERYONE', 'TIER', 'RESELLER'][rank];
          const told = covering(nodes, sku, quantity).filter(
            ({ audience, tier, resellerId }) =>
              audience === place &&
              (audience !== 'TIER' || tier === buyer.tier) &&
              (audience !== 'RESELLER' || resellerId === buyer.resellerId),
          );
          const differs = before.amount !== after.amount;
          expect([sku, quantity, told.length]).toEqual([sku, quantity, differs ? 1 : 0]);
          if (differs) expect(pairOf(told[0])).toEqual([before.amount, after.amount]);
        }
      }
    }
  });

  it('pages in both directions without a gap, and counts what it tells', async () => {
    const all = await compare({ marketCode: 'JP' });
    const lines: string[] = all.nodes.map((one: Told) => JSON.stringify(one));
    expect(all.totalCount).toBe(lines.length);
    const forward: string[] = [];
    const backward: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Answer['data'] = await compare({ marketCode: 'JP' }, { first: 7, after: cursor });
      forward.push(...page.nodes.map((one: Told) => JSON.stringify(one)));
      cursor = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (cursor !== null);
    do {
      const page: Answer['data'] = await compare({ marketCode: 'JP' }, { last: 5, before: cursor });
      backward.unshift(...page.nodes.map((one: Told) => JSON.stringify(one)));
      cursor = page.pageInfo.hasPreviousPage ? page.pageInfo.startCursor : null;
    } while (cursor !== null);
    expect(forward).toEqual(lines);
    expect(backward).toEqual(lines);
  });
});

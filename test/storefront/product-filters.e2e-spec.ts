import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListedVariant,
  addListing,
  addSpec,
  addSpecDefinition,
  addVariant,
} from '../support/world/catalog.world.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const PAGE = `query ($filter: ProductFilter, $orderBy: ProductOrder, $marketCode: String) {
  products(filter: $filter, orderBy: $orderBy, marketCode: $marketCode) { nodes { handle } }
}`;

const euro = (amount: string) => ({ amount, currencyCode: 'EUR' });

describe('conditions on products', () => {
  let portal: Portal;
  /** Tokens of buyers of a reseller with a list of its own and of one without, and of staff. */
  let favoured: string;
  let buyer: string;
  let staff: string;

  beforeAll(async () => {
    portal = await startPortal('product-filters');
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    await addMarket(db, { code: 'GB', state: 'PAUSED', currencyCode: 'GBP' });
    await addMarket(db, { code: 'JP', currencyCode: 'JPY' });
    const add = (handle: string, brand: string) =>
      addListedVariant(db, { handle, sku: handle.toUpperCase(), brand, marketCodes: ['DE', 'GB'] });
    const a = await add('aaa', 'Redmi');
    const b = await add('bbb', 'Poco');
    const c = await add('ccc', 'Mi');
    const d = await addVariant(db, { productId: c.productId, sku: 'CCC-2', position: 2 });
    await addListing(db, { variantId: d, marketCode: 'DE', pausedReason: 'Waits.' });

    const memory = await addSpecDefinition(db, { code: 'MEMORY', type: 'NUMBER', unit: 'GB' });
    const colour = await addSpecDefinition(db, { code: 'COLOUR', type: 'TEXT' });
    await addSpecDefinition(db, { code: 'PEN', type: 'BOOLEAN' });
    await addSpec(db, a.variantId, memory, 16);
    await addSpec(db, a.variantId, colour, 'black');
    await addSpec(db, c.variantId, memory, 8);
    await addSpec(db, c.variantId, colour, 'black');
    await addSpec(db, d, memory, 16);

    const own = await addReseller(db);
    const other = await addReseller(db);
    const tokenFor = async (resellerId: string) => {
      const user = await addUser(db);
      await addMembership(db, { userId: user.id, resellerId });
      return portal.signIn(user);
    };
    favoured = await tokenFor(own);
    buyer = await tokenFor(other);
    staff = await portal.signIn(await addUser(db, { staffRoles: ['ADMIN'] }));
    await addPriceList(db, {
      code: 'DE-ALL',
      marketCode: 'DE',
      entries: { [a.variantId]: 50000, [b.variantId]: 30000, [d]: 10000 },
    });
    await addPriceList(db, {
      code: 'DE-OWN',
      marketCode: 'DE',
      resellerId: own,
      entries: { [a.variantId]: 20000 },
    });
    await addPriceList(db, {
      code: 'DE-OVER',
      marketCode: 'DE',
      validUntil: '2021-01-01T00:00:00Z',
      priority: 9,
      entries: { [b.variantId]: 1 },
    });
  });
  afterAll(() => portal.stop());

  const found = async (variables: object, token?: string): Promise<string[]> => {
    const answer = await portal.ask(PAGE, { marketCode: 'DE', ...variables }, { token });
    expect(answer.errors).toEqual([]);
    return answer.data.products.nodes.map(({ handle }: { handle: string }) => handle);
  };

  it('compare the own prices, those of today', async () => {
    const upTo = (amount: string) => ({ filter: { price: { max: euro(amount) } } });
    expect(await found(upTo('300.00'), buyer)).toEqual(['bbb', 'ccc']);
    expect(await found(upTo('300.00'), favoured)).toEqual(['aaa', 'bbb', 'ccc']);
    expect(
      await found({ filter: { price: { min: euro('300'), max: euro('300') } } }, buyer),
    ).toEqual(['bbb']);
    expect(await found({ filter: { price: {} } }, buyer)).toEqual(['aaa', 'bbb', 'ccc']);
  });

  it('sort by the lowest own price of what can be ordered; what has none comes last', async () => {
    expect(await found({ orderBy: 'PRICE_ASC' }, buyer)).toEqual(['bbb', 'aaa', 'ccc']);
    expect(await found({ orderBy: 'PRICE_DESC' }, buyer)).toEqual(['aaa', 'bbb', 'ccc']);
    expect(await found({ orderBy: 'PRICE_ASC' }, favoured)).toEqual(['aaa', 'bbb', 'ccc']);
  });

  it('hold for one variant at once', async () => {
    const black = { code: 'COLOUR', values: ['black'] };
    const of16 = { code: 'MEMORY', values: ['16.0'] };
    expect(await found({ filter: { specs: [of16] } })).toEqual(['aaa', 'ccc']);
    expect(await found({ filter: { specs: [of16, black] } })).toEqual(['aaa']);
    expect(await found({ filter: { specs: [of16], paused: true } })).toEqual(['ccc']);
    expect(await found({ filter: { specs: [{ code: 'MEMORY', min: '8', max: '15.9' }] } })).toEqual(
      ['ccc'],
    );
    expect(
      await found({
        filter: { specs: [{ code: 'MEMORY', values: ['8', '16'] }] },
        marketCode: null,
      }),
    ).toEqual(['aaa', 'ccc']);
  });

  it('take one value for a list, and an empty list for no condition', async () => {
    expect(await found({ filter: { brand: 'Poco' } })).toEqual(['bbb']);
    expect(await found({ filter: { brand: ['Poco', ' Mi '] } })).toEqual(['bbb', 'ccc']);
    expect(await found({ filter: { brand: [], category: [], stage: [] } })).toEqual([
      'aaa',
      'bbb',
      'ccc',
    ]);
  });

  it('find nothing to order where the market takes no orders', async () => {
    expect(await found({ marketCode: 'GB', filter: { orderable: true } })).toEqual([]);
    expect(await found({ marketCode: 'GB', filter: { orderable: false } })).toEqual([
      'aaa',
      'bbb',
      'ccc',
    ]);
  });

  it('cost as many statements with a spec as it takes to look the spec up', async () => {
    const units = async (variables: object) =>
      (await portal.unitsOf(() => found(variables, buyer))).map((unit) => unit.statements);
    expect(await units({ filter: { price: { max: euro('1') }, inStock: true } })).toEqual([1, 1]);
    expect(await units({ orderBy: 'PRICE_DESC' })).toEqual([1, 1]);
    expect(await units({ filter: { specs: [{ code: 'MEMORY', min: '1' }] } })).toEqual([1, 1]);
  });

  const spec = (more: object) => ({ filter: { specs: [{ code: 'MEMORY', ...more }] } });
  it.each<[string, object, string[], object]>([
    [
      'a stage without a market',
      { marketCode: null, filter: { stage: ['ON_SALE'] } },
      ['filter', 'stage'],
      {},
    ],
    [
      'orderable without a market',
      { marketCode: null, filter: { orderable: false } },
      ['filter', 'orderable'],
      {},
    ],
    [
      'a price without a market',
      { marketCode: null, filter: { price: { min: euro('1') } } },
      ['filter', 'price'],
      {},
    ],
    [
      'a sort by price without a market',
      { marketCode: null, orderBy: 'PRICE_ASC' },
      ['orderBy'],
      {},
    ],
    [
      'stock without a market',
      { marketCode: null, filter: { inStock: true } },
      ['filter', 'inStock'],
      {},
    ],
    [
      'a foreign currency',
      { filter: { price: { min: { amount: '1', currencyCode: 'USD' } } } },
      ['filter', 'price', 'min'],
      { expectedCurrencyCode: 'EUR' },
    ],
    [
      'more places than the currency has',
      { marketCode: 'JP', filter: { price: { max: { amount: '1.5', currencyCode: 'JPY' } } } },
      ['filter', 'price', 'max'],
      { rule: 'AMOUNT' },
    ],
    [
      'a price below zero',
      { filter: { price: { max: euro('-1') } } },
      ['filter', 'price', 'max'],
      { rule: 'AMOUNT' },
    ],
    [
      'a max below the min',
      { filter: { price: { min: euro('2'), max: euro('1.99') } } },
      ['filter', 'price', 'max'],
      { rule: 'RANGE' },
    ],
    [
      'an unknown spec',
      { filter: { specs: [{ code: 'WINGS', values: ['2'] }] } },
      ['filter', 'specs', '0', 'code'],
      { rule: 'UNKNOWN_SPEC' },
    ],
    [
      'what cannot be a spec',
      { filter: { specs: [{ code: 'wings\u0000', values: ['2'] }] } },
      ['filter', 'specs', '0', 'code'],
      { rule: 'UNKNOWN_SPEC' },
    ],
    ['a spec without a condition', spec({}), ['filter', 'specs', '0', 'values'], {}],
    [
      'values and a range',
      spec({ values: ['1'], min: '1' }),
      ['filter', 'specs', '0', 'values'],
      { rule: 'EITHER' },
    ],
    ['no values', spec({ values: [] }), ['filter', 'specs', '0', 'values'], { rule: 'COUNT' }],
    [
      'a value that is no number',
      spec({ values: ['much'] }),
      ['filter', 'specs', '0', 'values', '0'],
      { rule: 'TYPE' },
    ],
    [
      'a range upside down',
      spec({ min: '10', max: '9.5' }),
      ['filter', 'specs', '0', 'max'],
      { rule: 'RANGE' },
    ],
    [
      'a range of texts',
      { filter: { specs: [{ code: 'COLOUR', min: '1' }] } },
      ['filter', 'specs', '0', 'min'],
      { rule: 'TYPE' },
    ],
    [
      'neither true nor false',
      { filter: { specs: [{ code: 'PEN', values: ['yes'] }] } },
      ['filter', 'specs', '0', 'values', '0'],
      { rule: 'TYPE' },
    ],
    [
      'a spec twice',
      {
        filter: {
          specs: [
            { code: 'MEMORY', min: '1' },
            { code: 'MEMORY', max: '9' },
          ],
        },
      },
      ['filter', 'specs', '1', 'code'],
      { rule: 'REPEATED' },
    ],
    [
      'too many brands',
      { filter: { brand: Array.from({ length: 51 }, () => 'Mi') } },
      ['filter', 'brand'],
      { rule: 'COUNT' },
    ],
  ])('refuse %s', async (_, variables, path, facts) => {
    const answer = await portal.ask(PAGE, { marketCode: 'DE', ...variables }, { token: buyer });
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors).toHaveLength(1);
    const { extensions } = answer.errors[0];
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(extensions.problems).toEqual([expect.objectContaining({ path, ...facts })]);
  });

  it('on price and stock are refused to who sees neither', async () => {
    for (const token of [undefined, staff]) {
      for (const variables of [
        { orderBy: 'PRICE_ASC' },
        { filter: { inStock: true } },
        { filter: { price: { max: euro('1') } } },
      ]) {
        const answer = await portal.ask(PAGE, { marketCode: 'DE', ...variables }, { token });
        expect(answer.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
        expect(JSON.stringify(answer.errors)).toContain('reseller');
      }
    }
  });
});

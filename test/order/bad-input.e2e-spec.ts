import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { brief, dryRunRaw, footprint, refusal } from '../support/order-probe.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  breaches,
  openShop,
  orderInput,
  submit,
  submitRaw,
  type Shop,
} from '../support/world/shop.world.js';

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('bad-input');
  shop = await openShop(portal);
});
afterAll(() => portal.stop());

const ofA = (line: object): object => ({ lines: [{ sku: 'SKU-A', quantity: 1, ...line }] });
const NUL = 'a\0b';
const LONE_SURROGATE = 'a\ud83d';
const INVALID = 'INVALID_VALUE';

/** Refused before a resolver runs, with one code at the top and nothing changed. */
async function expectTopLevel(input: object, code = 'BAD_USER_INPUT', status = 400): Promise<void> {
  const before = await footprint(portal);
  const answer = await submitRaw(shop, input);
  expect({
    status: answer.status,
    data: answer.data,
    codes: answer.errors.map(({ extensions }) => extensions.code),
  }).toEqual({ status, data: null, codes: [code] });
  expect(await footprint(portal)).toEqual(before);
}

describe('quantities', () => {
  it.each([0, -1, 1_000_001, 2_147_483_647, -2_147_483_648])(
    '%d is INVALID_VALUE',
    async (quantity) => {
      expect(await refusal(shop, ofA({ quantity }))).toEqual([
        { code: INVALID, path: 'input.lines.0.quantity', rule: 'RANGE', min: 1, max: 1_000_000 },
      ]);
    },
  );

  it.each([1.5, 2_147_483_648, -2_147_483_649, 1e308, '1', '', true, null, [], {}])(
    '%j is BAD_USER_INPUT',
    async (quantity) => {
      await expectTopLevel(orderInput(shop, ofA({ quantity })));
    },
  );

  it('1.0 and 1e0 are the number 1', async () => {
    const { order } = await submit(shop, ofA({ quantity: Number('1.0') }));
    expect(order.state).toBe('CONFIRMED');
  });
});

describe('the number of lines', () => {
  const lines = (count: number): object => ({
    lines: Array.from({ length: count }, () => ({ sku: 'SKU-A', quantity: 1 })),
  });

  it('is at least one', async () => {
    const { order, userErrors } = await submit(shop, lines(0));
    expect(order).toBeNull();
    expect(userErrors.map(brief)).toEqual([
      { code: INVALID, path: 'input.lines', rule: 'COUNT', min: 1, max: 200 },
    ]);
    const { data } = await dryRunRaw(shop, orderInput(shop, lines(0)));
    expect(data.priceAndAvailability.userErrors.map(brief)).toEqual([
      { code: INVALID, path: 'input.lines', rule: 'COUNT', min: 1, max: 100 },
    ]);
  });

  it('is at most 200', async () => {
    const before = await footprint(portal);
    const { order, userErrors } = await submit(shop, lines(201));
    expect(order).toBeNull();
    expect(userErrors.map(brief)).toEqual([
      { code: INVALID, path: 'input.lines', rule: 'COUNT', min: 1, max: 200 },
    ]);
    expect(await footprint(portal)).toEqual(before);
    const full = await submit(shop, lines(200));
    expect(full.order).toMatchObject({ state: 'CONFIRMED', net: { amount: '102000.00' } });
    expect(await breaches(portal)).toEqual([]);
  });

  it('of a dry run is at most 100', async () => {
    const { data } = await dryRunRaw(shop, orderInput(shop, lines(101)));
    expect(data.priceAndAvailability.userErrors.map(brief)).toEqual([
      { code: INVALID, path: 'input.lines', rule: 'COUNT', min: 1, max: 100 },
    ]);
    const most = await dryRunRaw(shop, orderInput(shop, lines(100)));
    expect(most.data.priceAndAvailability.net.amount).toBe('51000.00');
  });
});

describe('texts', () => {
  const fields: [string, (text: string) => object][] = [
    ['input.marketCode', (marketCode) => ({ marketCode })],
    ['input.lines.0.sku', (sku) => ofA({ sku })],
    ['input.lines.0.specialBidNumber', (specialBidNumber) => ofA({ specialBidNumber })],
  ];
  const submitted: [string, (text: string) => object][] = [
    ...fields,
    ['input.idempotencyKey', (idempotencyKey) => ({ idempotencyKey })],
    ['input.purchaseOrderNumber', (purchaseOrderNumber) => ({ purchaseOrderNumber })],
    ['input.endCustomer.name', (name) => ({ endCustomer: { name } })],
    ['input.endCustomer.reference', (reference) => ({ endCustomer: { name: 'N', reference } })],
  ];
  const LENGTHS: Record<string, number> = {
    'input.marketCode': 2,
    'input.lines.0.sku': 40,
    'input.lines.0.specialBidNumber': 40,
    'input.idempotencyKey': 255,
    'input.purchaseOrderNumber': 64,
    'input.endCustomer.name': 200,
    'input.endCustomer.reference': 100,
  };

  async function problemsOf(changes: object): Promise<object[]> {
    const before = await footprint(portal);
    const { order, userErrors } = await submit(shop, changes);
    expect(order).toBeNull();
    expect(await footprint(portal)).toEqual(before);
    return userErrors.map(brief);
  }

  it.each(submitted)('%s with NUL or half a character is INVALID_VALUE', async (path, changes) => {
    const expected = [{ code: INVALID, path, rule: 'CHARACTERS' }];
    expect(await problemsOf(changes(NUL))).toEqual(expected);
    expect(await problemsOf(changes(LONE_SURROGATE))).toEqual(expected);
    expect(await problemsOf(changes('\udc00a'))).toEqual(expected);
  });

  it.each(fields)('%s is checked by the dry run too', async (path, changes) => {
    expect(await refusal(shop, changes(NUL))).toEqual([
      { code: INVALID, path, rule: 'CHARACTERS' },
    ]);
  });

  it.each(submitted)('%s may not be longer than it says', async (path, changes) => {
    const max = LENGTHS[path] ?? 0;
    const expected = [{ code: INVALID, path, rule: 'LENGTH', max }];
    expect(await problemsOf(changes('x'.repeat(max + 1)))).toEqual(expected);
    expect(await problemsOf(changes('💻'.repeat(max + 1)))).toEqual(expected);
    expect(await problemsOf(changes('x'.repeat(100_000)))).toEqual(expected);
  });

  it.each(submitted)('%s of 1 MB is refused at the door', async (_, changes) => {
    await expectTopLevel(orderInput(shop, changes('x'.repeat(1_000_000))), 'TOO_COSTLY', 413);
  });

  it.each(['', '   ', '\t\n', '\u00a0\u2003', '\ufeff'])('%j counts as nothing', async (blank) => {
    const required = (path: string): object => ({ code: 'REQUIRED', path });
    expect(await problemsOf({ marketCode: blank })).toEqual([required('input.marketCode')]);
    expect(await problemsOf({ idempotencyKey: blank })).toEqual([required('input.idempotencyKey')]);
    expect(await problemsOf({ purchaseOrderNumber: blank })).toEqual([
      required('input.purchaseOrderNumber'),
    ]);
    expect(await problemsOf(ofA({ sku: blank }))).toEqual([required('input.lines.0.sku')]);
    expect(await problemsOf({ endCustomer: { name: blank } })).toEqual([
      required('input.endCustomer.name'),
    ]);
    const { order } = await submit(shop, {
      ...ofA({ specialBidNumber: blank }),
      endCustomer: { name: 'Somebody', reference: blank },
    });
    expect(order.state).toBe('CONFIRMED');
  });

  it('in any script are kept as they came, without the blanks around them', async () => {
    const purchaseOrderNumber = 'طلب ‮ 注文 🛒👩‍👩‍👧 ' + newId();
    const endCustomer = { name: '  Ünïcode & "Söhne" \'; DROP TABLE 💥 ', reference: '‏مرجع' };
    const { order } = await submit(shop, {
      purchaseOrderNumber: ` ${purchaseOrderNumber} `,
      endCustomer,
    });
    const { data } = await portal.ask(
      'query ($id: ID!) { order(id: $id) { purchaseOrderNumber endCustomer { name reference } } }',
      { id: order.id },
      { token: shop.buyer.token },
    );
    expect(data.order).toEqual({
      purchaseOrderNumber,
      endCustomer: { name: endCustomer.name.trim(), reference: endCustomer.reference },
    });
  });

  it.each([5, 1.5, true, [[]], {}])('%j is no text: BAD_USER_INPUT', async (text) => {
    for (const [, changes] of submitted) {
      await expectTopLevel(orderInput(shop, changes(text as string)));
    }
  });
});

describe('ids', () => {
  it.each(['1', 'not-an-id', NUL, LONE_SURROGATE, '💻', '', ' ', `${newId()}0`, "' OR 1=1 --"])(
    '%j is INVALID_VALUE',
    async (id) => {
      const before = await footprint(portal);
      for (const name of ['shipToAddressId', 'partnerOfRecordId']) {
        const { order, userErrors } = await submit(shop, { [name]: id });
        expect(order).toBeNull();
        expect(userErrors.map(brief)).toEqual([
          { code: INVALID, path: `input.${name}`, rule: 'UUID' },
        ]);
      }
      expect(await footprint(portal)).toEqual(before);
    },
  );

  it('may come as a number, which is then no id of ours', async () => {
    const { userErrors } = await submit(shop, { shipToAddressId: 42 });
    expect(userErrors.map(brief)).toEqual([
      { code: INVALID, path: 'input.shipToAddressId', rule: 'UUID' },
    ]);
  });
});

describe('amounts', () => {
  const priced = (amount: unknown, currencyCode: unknown = 'EUR'): object =>
    ofA({ expectedUnitPrice: { amount, currencyCode } });

  it.each(['540.001', '540.000', '0.001', '99999999999999999999', '10000000000000000.00'])(
    '%s is not an amount in EUR',
    async (amount) => {
      expect(await refusal(shop, priced(amount))).toEqual([
        { code: INVALID, path: 'input.lines.0.expectedUnitPrice.amount', rule: 'MONEY' },
      ]);
    },
  );

  it.each([
    '1e3',
    '540,00',
    ' 540.00',
    '+540.00',
    '.5',
    '5.',
    '0x10',
    'NaN',
    'Infinity',
    '',
    '٥٤٠',
    '1'.repeat(21),
    540,
    540.0,
    1e308,
    null,
  ])('%j is BAD_USER_INPUT', async (amount) => {
    await expectTopLevel(orderInput(shop, priced(amount)));
  });

  it.each(['XXX', 'eur', 'EURO', '', 978])('in %j is BAD_USER_INPUT', async (currencyCode) => {
    await expectTopLevel(orderInput(shop, priced('540.00', currencyCode)));
  });
});

describe('the input itself', () => {
  it('must have its fields, and no others', async () => {
    const { idempotencyKey, ...keyless } = orderInput(shop);
    await expectTopLevel(keyless);
    await expectTopLevel({ ...keyless, idempotencyKey: null });
    await expectTopLevel({ ...keyless, idempotencyKey, state: 'CONFIRMED' });
    await expectTopLevel(orderInput(shop, { lines: [{ sku: 'SKU-A' }] }));
    await expectTopLevel(orderInput(shop, { lines: [{ quantity: 1 }] }));
    await expectTopLevel(orderInput(shop, { lines: [null] }));
    await expectTopLevel(orderInput(shop, { acceptBackorder: 'yes' }));
    await expectTopLevel(orderInput(shop, { unitPrice: '1.00' }));
  });

  it('lacks whatever is missing all at once', async () => {
    const { userErrors } = await submit(shop, {
      marketCode: null,
      purchaseOrderNumber: null,
      shipToAddressId: null,
      lines: null,
    });
    expect(userErrors.map(brief)).toEqual([
      { code: 'REQUIRED', path: 'input.marketCode' },
      { code: 'REQUIRED', path: 'input.purchaseOrderNumber' },
      { code: 'REQUIRED', path: 'input.shipToAddressId' },
      { code: INVALID, path: 'input.lines', rule: 'COUNT', min: 1, max: 200 },
    ]);
  });

  it('may wrap a single line without its list, as GraphQL says', async () => {
    const { order } = await submit(shop, { lines: { sku: 'SKU-A', quantity: 1 } });
    expect(order.state).toBe('CONFIRMED');
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import {
  applied,
  applyImport,
  cancelImport,
  checked,
  csv,
  download,
  seeImport,
  settled,
  upload,
} from '../support/world/exchange.world.js';
import { addStaff, openShop, type Person, type Shop } from '../support/world/shop.world.js';

const HEADER = ['priceListCode', 'sku', 'minimumQuantity', 'unitPrice', 'currencyCode'] as const;
const NONE = { rows: 0, create: 0, update: 0, unchanged: 0, error: 0 };

let portal: Portal;
let shop: Shop;
let manager: Person;

beforeAll(async () => {
  portal = await startPortal('price_import', { JOBS: 'true' });
  shop = await openShop(portal);
  manager = await addStaff(portal, 'CATALOG_MANAGER');
}, 60_000);

afterAll(() => portal?.stop());

const prices = (...rows: (string | number)[][]) => ({ kind: 'prices', file: csv(HEADER, ...rows) });

/** The prices of the list, by SKU and quantity. */
async function pricesOf(list: string): Promise<Record<string, string>> {
  const rows = await portal.rows<{ key: string; minor: string }>(
    `SELECT v.sku || ' ' || e.minimum_quantity AS key, e.unit_price_minor::text AS minor
     FROM pricing.price_entry e JOIN pricing.price_list l ON l.id = e.price_list_id
     JOIN catalog.variant v ON v.id = e.variant_id WHERE l.code = $1 ORDER BY 1`,
    [list],
  );
  return Object.fromEntries(rows.map(({ key, minor }) => [key, minor]));
}

async function revision(): Promise<number> {
  const [row] = await portal.rows<{ revision: number }>(
    `SELECT catalog_revision::int AS revision FROM market.market WHERE code = 'DE'`,
  );
  return row!.revision;
}

const auditCount = async () =>
  (await portal.rows(`SELECT FROM platform.audit_record WHERE entity = 'PRICE_LIST'`)).length;

const MIXED = prices(
  ['DE-PREMIER', 'SKU-A', 1, '540.00', 'EUR'],
  ['DE-PREMIER', 'SKU-A', 10, '520.00', 'EUR'],
  ['DE-PREMIER', 'SKU-B', 5, '110.00', 'EUR'],
  ['DE-PREMIER', 'SKU-X', 1, '1.00', 'EUR'],
  ['DE-PREMIER', 'SKU-B', 1, '1.5e0', 'EUR'],
  ['DE-PREMIER', 'SKU-A', 1, '541.00', 'EUR'],
);
const MIXED_ERRORS = [
  [5, 'sku', 'UNKNOWN_SKU'],
  [6, 'unitPrice', 'INVALID_VALUE'],
  [7, 'minimumQuantity', 'ALREADY_EXISTS'],
];

const errorsOf = (seen: Awaited<ReturnType<typeof seeImport>>) =>
  seen.rows.nodes.flatMap(({ problems }: { problems: Record<string, string>[] }) =>
    problems.map(({ line, column, code }) => [line, column, code]),
  );

beforeEach(async () => {
  await portal.db.query(
    `UPDATE pricing.price_entry SET unit_price_minor = 52500 WHERE variant_id = $1 AND minimum_quantity = 10`,
    [shop.a],
  );
  await portal.db.query(
    'DELETE FROM pricing.price_entry WHERE variant_id = $1 AND minimum_quantity = 5',
    [shop.b],
  );
});

describe('a file of prices', () => {
  it('is taken, and checked without anything being written', async () => {
    const before = [await pricesOf('DE-PREMIER'), await revision(), await auditCount()];
    const answer = await upload(portal, manager.token, MIXED, { fileName: 'März.csv' });
    expect([answer.status, answer.json]).toEqual([
      201,
      expect.objectContaining({
        kind: 'PRICES',
        mode: 'ROW_BY_ROW',
        state: 'CHECKING',
        fileName: 'März.csv',
        columns: [...HEADER],
        counts: { ...NONE, rows: 6 },
      }),
    ]);
    const seen = await settled(portal, manager.token, answer.json.id);
    expect(seen).toMatchObject({
      state: 'CHECKED',
      progress: 100,
      failure: null,
      counts: { rows: 6, create: 1, update: 1, unchanged: 1, error: 3 },
    });
    expect(errorsOf(seen)).toEqual(MIXED_ERRORS);
    expect([await pricesOf('DE-PREMIER'), await revision(), await auditCount()]).toEqual(before);
  });

  it('is written row by row but for its errors, by who sent it, and raises the revision', async () => {
    const before = await revision();
    const seen = await applied(portal, manager.token, MIXED);
    expect(seen).toMatchObject({
      state: 'APPLIED',
      progress: 100,
      counts: { rows: 6, create: 1, update: 1, unchanged: 1, error: 3 },
    });
    expect(await pricesOf('DE-PREMIER')).toEqual({
      'SKU-A 1': '54000',
      'SKU-A 10': '52000',
      'SKU-A 50': '51000',
      'SKU-B 1': '11500',
      'SKU-B 5': '11000',
    });
    expect(await revision()).toBe(before + 1);
    const records = await portal.rows(
      `SELECT actor_user_id, actor_kind FROM platform.audit_record WHERE entity = 'PRICE_LIST' ORDER BY seq DESC LIMIT 1`,
    );
    expect(records).toEqual([{ actor_user_id: manager.userId, actor_kind: 'USER' }]);
  });

  it('changes nothing the second time', async () => {
    await applied(portal, manager.token, MIXED);
    const before = [await pricesOf('DE-PREMIER'), await revision(), await auditCount()];
    const again = await applied(portal, manager.token, MIXED);
    expect(again.counts).toEqual({ rows: 6, create: 0, update: 0, unchanged: 3, error: 3 });
    expect([await pricesOf('DE-PREMIER'), await revision(), await auditCount()]).toEqual(before);
  });

  it('of all or nothing is not written when one row is wrong', async () => {
    const before = [await pricesOf('DE-PREMIER'), await revision(), await auditCount()];
    const seen = await applied(portal, manager.token, MIXED, { mode: 'ALL_OR_NOTHING' });
    expect(seen).toMatchObject({
      state: 'FAILED',
      failure: '3 rows have errors, so nothing was written.',
      counts: { rows: 6, create: 1, update: 1, unchanged: 1, error: 3 },
    });
    expect(errorsOf(seen)).toEqual(MIXED_ERRORS);
    expect([await pricesOf('DE-PREMIER'), await revision(), await auditCount()]).toEqual(before);
  });

  it('of all or nothing is written whole when every row is right', async () => {
    const before = await revision();
    const file = prices(
      ['DE-PREMIER', 'SKU-A', 10, '520.00', 'EUR'],
      ['DE-PREMIER', 'SKU-B', 5, '110.00', 'EUR'],
    );
    const seen = await applied(portal, manager.token, file, { mode: 'ALL_OR_NOTHING' });
    expect(seen).toMatchObject({
      state: 'APPLIED',
      counts: { rows: 2, create: 1, update: 1, unchanged: 0, error: 0 },
    });
    expect(await pricesOf('DE-PREMIER')).toMatchObject({ 'SKU-A 10': '52000', 'SKU-B 5': '11000' });
    expect(await revision()).toBe(before + 1);
  });

  it('of all or nothing that has become wrong since it was checked is not written', async () => {
    const file = prices(
      ['DE-PREMIER', 'SKU-A', 10, '520.00', 'EUR'],
      ['DE-GOING', 'SKU-B', 1, '110.00', 'EUR'],
    );
    await portal.db.query(
      `INSERT INTO pricing.price_list (id, code, name, market_code, currency_code, audience, valid_from)
       VALUES (gen_random_uuid(), 'DE-GOING', 'Going', 'DE', 'EUR', 'EVERYONE', now())`,
    );
    const seen = await checked(portal, manager.token, file, { mode: 'ALL_OR_NOTHING' });
    expect(seen.counts).toEqual({ rows: 2, create: 1, update: 1, unchanged: 0, error: 0 });
    await portal.db.query(`DELETE FROM pricing.price_list WHERE code = 'DE-GOING'`);
    const before = [await pricesOf('DE-PREMIER'), await revision(), await auditCount()];
    await applyImport(portal, manager.token, seen);
    const failed = await settled(portal, manager.token, seen.id);
    expect(failed).toMatchObject({
      state: 'FAILED',
      failure: expect.stringContaining('1 rows can no longer be written'),
      counts: { rows: 2, create: 0, update: 1, unchanged: 0, error: 1 },
    });
    expect(errorsOf(failed)).toEqual([[3, 'priceListCode', 'NOT_FOUND']]);
    expect([await pricesOf('DE-PREMIER'), await revision(), await auditCount()]).toEqual(before);
  });

  it('takes a price away where the cell is empty', async () => {
    await applied(portal, manager.token, prices(['DE-PREMIER', 'SKU-B', 5, '110.00', 'EUR']));
    await applied(portal, manager.token, prices(['DE-PREMIER', 'SKU-B', 5, '', '']));
    expect(Object.keys(await pricesOf('DE-PREMIER'))).not.toContain('SKU-B 5');
  });
});

describe('an import', () => {
  const file = prices(['DE-PREMIER', 'SKU-A', 10, '525.00', 'EUR']);

  it('is cancelled once, and never applied then', async () => {
    const seen = await checked(portal, manager.token, file);
    const cancelled = await cancelImport(portal, manager.token, seen);
    expect(cancelled.data.importCancel).toEqual({
      import: { state: 'CANCELLED', version: seen.version + 1 },
      userErrors: [],
    });
    const decisions = await portal.rows(
      `SELECT operation, from_state, to_state, actor_user_id FROM platform.audit_record WHERE entity = 'IMPORT' AND entity_id = $1`,
      [seen.id],
    );
    expect(decisions).toEqual([
      {
        operation: 'CANCEL',
        from_state: 'CHECKED',
        to_state: 'CANCELLED',
        actor_user_id: manager.userId,
      },
    ]);
    const late = await applyImport(portal, manager.token, { ...seen, version: seen.version + 1 });
    expect(late.data.importApply).toEqual({
      import: null,
      userErrors: [
        {
          code: 'ILLEGAL_TRANSITION',
          path: ['input', 'id'],
          message: 'This works while an import is CHECKED; this one is CANCELLED.',
          state: 'CANCELLED',
          operation: 'APPLY',
          version: null,
        },
      ],
    });
  });

  it('of another version is not decided upon', async () => {
    const seen = await checked(portal, manager.token, file);
    const stale = await applyImport(portal, manager.token, { ...seen, version: 1 });
    expect(stale.data.importApply.userErrors).toEqual([
      expect.objectContaining({
        code: 'CONFLICT',
        path: ['input', 'expectedVersion'],
        version: seen.version,
      }),
    ]);
    expect((await seeImport(portal, manager.token, seen.id)).state).toBe('CHECKED');
  });

  it('is seen by who sent it and by administrators, and by nobody else', async () => {
    const seen = await checked(portal, manager.token, file);
    const colleague = await addStaff(portal, 'CATALOG_MANAGER');
    const admin = await addStaff(portal, 'ADMIN');
    const list = async (person: Person) => {
      const { data } = await portal.ask('{ imports(first: 1) { nodes { id } } }', {}, person);
      return data.imports.nodes.map(({ id }: { id: string }) => id);
    };
    expect(await list(manager)).toEqual([seen.id]);
    expect(await list(admin)).toEqual([seen.id]);
    for (const other of [colleague, shop.desk]) {
      expect(await seeImport(portal, other.token, seen.id)).toBeNull();
      expect(await list(other)).toEqual([]);
      const { data } = await applyImport(portal, other.token, seen);
      expect(data.importApply.userErrors.map(({ code }: { code: string }) => code)).toEqual([
        'NOT_FOUND',
      ]);
      const errors = await download(portal, other.token, `/imports/${seen.id}/errors.csv`);
      expect([errors.status, errors.json.errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
    }
    expect((await download(portal, admin.token, `/imports/${seen.id}/errors.csv`)).status).toBe(
      200,
    );
  });

  it('gives its errors as a file that can be mended and sent again', async () => {
    const seen = await checked(portal, manager.token, {
      kind: 'prices',
      file: csv(
        ['SKU', 'priceListCode', 'unitPrice', 'currencyCode', 'minimumQuantity'],
        ['SKU-A', 'DE-PREMIER', '525.00', 'EUR', 10],
        ['SKU-A', 'DE-PREMIER', '=1+1', 'EUR', 11],
        ['SKU-A', 'DE-PREMIER', '1.00', 'EUR', 12, 'more'],
      ),
    });
    const answer = await download(portal, manager.token, `/imports/${seen.id}/errors.csv`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="test-errors.csv"; filename*=UTF-8''test-errors.csv`,
    );
    expect(answer.text.split('\r\n')).toEqual([
      '\ufeffSKU,priceListCode,unitPrice,currencyCode,minimumQuantity,line,column,code,message',
      `SKU-A,DE-PREMIER,'=1+1,EUR,11,3,unitPrice,INVALID_VALUE,"unitPrice must be a plain decimal with a point and without separators, such as 1299.00."`,
      'SKU-A,DE-PREMIER,1.00,EUR,12,4,,INVALID_VALUE,"This row has 6 cells, the first line has 5.",more',
      '',
    ]);
    const mended = answer.text.replace("'=1+1", '2.00').replace(',more', '');
    const again = await checked(portal, manager.token, { kind: 'prices', file: mended });
    expect(again.counts).toEqual({ rows: 2, create: 2, update: 0, unchanged: 0, error: 0 });
  });
});

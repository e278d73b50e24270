import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportJob } from '../../src/exchange/import.job.js';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import {
  applied,
  applyImport,
  checked,
  csv,
  download,
  seeImport,
  settled,
} from '../support/world/exchange.world.js';
import {
  addShelf,
  addStaff,
  openShop,
  submit,
  type Person,
  type Shop,
} from '../support/world/shop.world.js';

const HEADER = ['priceListCode', 'sku', 'minimumQuantity', 'unitPrice', 'currencyCode'];
const ROWS = 2500;

let portal: Portal;
let shop: Shop;
let manager: Person;

beforeAll(async () => {
  portal = await startPortal('import_jobs', { JOBS: 'true' });
  shop = await openShop(portal);
  manager = await addStaff(portal, 'CATALOG_MANAGER');
  await addShelf(portal, 'SKU-C');
}, 60_000);

afterAll(() => portal?.stop());

/** So many prices, so that the file takes several batches. */
const manyPrices = (cents: string, rows = ROWS) => ({
  kind: 'prices',
  file: csv(
    HEADER,
    ...Array.from({ length: rows }, (_, index) => [
      'DE-EVERYONE',
      'SKU-C',
      index + 1,
      `${9000 - index}.${cents}`,
      'EUR',
    ]),
  ),
});

async function pricesWith(cents: string): Promise<number> {
  const [row] = await portal.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM pricing.price_entry e JOIN catalog.variant v ON v.id = e.variant_id
     WHERE v.sku = 'SKU-C' AND e.unit_price_minor % 100 = $1`,
    [cents],
  );
  return row!.count;
}

/** As a run leaves it that died with its process after so many rows. */
async function leaveUndone(id: string, state: string, done: number): Promise<void> {
  await portal.db.query(
    `UPDATE exchange.import SET state = $2, done_count = $3, run_id = $4, run_until = now() - interval '2 minutes',
       create_count = CASE WHEN $2 = 'CHECKING' OR mode = 'ROW_BY_ROW' THEN $3 ELSE create_count END WHERE id = $1`,
    [id, state, done, newId()],
  );
}

describe('an import whose run died', () => {
  it('is checked on from where that stopped', async () => {
    const seen = await checked(portal, manager.token, manyPrices('11'));
    expect(seen.counts).toMatchObject({ rows: ROWS, create: ROWS });
    await portal.db.query(
      'UPDATE exchange.import_row SET outcome = NULL, key = NULL WHERE import_id = $1 AND number > 1000',
      [seen.id],
    );
    await leaveUndone(seen.id, 'CHECKING', 1000);
    await portal.app.get(ImportJob).watch();
    const again = await settled(portal, manager.token, seen.id);
    expect(again).toMatchObject({
      state: 'CHECKED',
      counts: { rows: ROWS, create: ROWS, error: 0 },
    });
  });

  it('is written on from where that stopped, each row once', async () => {
    const seen = await checked(portal, manager.token, manyPrices('22', 1500));
    const versions = 'SELECT max(version)::int AS version FROM pricing.price_list WHERE code = $1';
    const [before] = await portal.rows<{ version: number }>(versions, ['DE-EVERYONE']);
    await leaveUndone(seen.id, 'APPLYING', 1000);
    await portal.app.get(ImportJob).watch();
    const again = await settled(portal, manager.token, seen.id);
    expect(again).toMatchObject({
      state: 'APPLIED',
      progress: 100,
      counts: { create: 1500, error: 0 },
    });
    expect(await pricesWith('22')).toBe(500);
    const [after] = await portal.rows<{ version: number }>(versions, ['DE-EVERYONE']);
    expect(after!.version).toBe(before!.version + 1);
  });

  it('of all or nothing is written from the beginning', async () => {
    const seen = await checked(portal, manager.token, manyPrices('33'), { mode: 'ALL_OR_NOTHING' });
    await leaveUndone(seen.id, 'APPLYING', 2000);
    await portal.app.get(ImportJob).watch();
    expect(await settled(portal, manager.token, seen.id)).toMatchObject({ state: 'APPLIED' });
    expect(await pricesWith('33')).toBe(ROWS);
  });

  it('is left alone while the run may be alive', async () => {
    const seen = await checked(portal, manager.token, manyPrices('44', 10));
    await leaveUndone(seen.id, 'APPLYING', 0);
    await portal.db.query(
      `UPDATE exchange.import SET run_until = now() + interval '1 minute' WHERE id = $1`,
      [seen.id],
    );
    await portal.app.get(ImportJob).watch();
    await new Promise((done) => setTimeout(done, 500));
    expect((await seeImport(portal, manager.token, seen.id)).state).toBe('APPLYING');
    expect(await pricesWith('44')).toBe(0);
  });
});

describe('an import that the database refuses as a whole', () => {
  it.each([
    ['ALL_OR_NOTHING', 0, 0, 'Nothing was written.'],
    ['ROW_BY_ROW', 40, 1000, 'The rows before that were written: progress tells how many.'],
  ] as const)(
    '%s: fails with the reason',
    async (mode, progress, written, rest) => {
      await portal.db.query(`
      CREATE FUNCTION pricing.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'refused' USING ERRCODE = 'unique_violation', CONSTRAINT = 'variant_sku_key';
      END $$;
      GRANT EXECUTE ON FUNCTION pricing.refuse() TO portal_app;
      CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON pricing.price_entry
        FOR EACH ROW WHEN (NEW.unit_price_minor = 750088) EXECUTE FUNCTION pricing.refuse();
    `);
      const seen = await applied(portal, manager.token, manyPrices('88'), { mode });
      await portal.db.query(
        'DROP TRIGGER refuse ON pricing.price_entry; DROP FUNCTION pricing.refuse()',
      );
      expect([seen.state, seen.failure]).toEqual([
        'FAILED',
        `Another variant has this SKU. Take another one. ${rest}`,
      ]);
      expect(await pricesWith('88')).toBe(written);
      if (mode === 'ROW_BY_ROW') expect(seen.progress).toBe(progress);
    },
    30_000,
  );
});

describe('what waits too long', () => {
  it('expires after seven days, with its rows', async () => {
    const old = await checked(portal, manager.token, manyPrices('55', 10));
    const young = await checked(portal, manager.token, manyPrices('66', 10));
    const age = async (id: string, interval: string) =>
      portal.db.query(
        'UPDATE exchange.import SET created_at = now() - $2::interval WHERE id = $1',
        [id, interval],
      );
    await age(old.id, '7 days 1 minute');
    await age(young.id, '6 days 23 hours');
    for (let times = 0; times < 3; times += 1) await portal.app.get(ImportJob).watch();
    const expired = await seeImport(portal, manager.token, old.id);
    expect(expired.state).toBe('EXPIRED');
    expect((await seeImport(portal, manager.token, young.id)).state).toBe('CHECKED');
    const rows = 'SELECT count(*)::int AS count FROM exchange.import_row WHERE import_id = $1';
    expect(await portal.rows(rows, [old.id])).toEqual([{ count: 0 }]);
    expect(await portal.rows(rows, [young.id])).toEqual([{ count: 10 }]);
    const { data } = await applyImport(portal, manager.token, expired);
    expect(data.importApply.userErrors[0]).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      state: 'EXPIRED',
    });
    expect((await download(portal, manager.token, `/imports/${old.id}/errors.csv`)).status).toBe(
      404,
    );
  });

  it('is gone when its sender went away and nobody was left to say so', async () => {
    const seen = await checked(portal, manager.token, manyPrices('77', 10));
    await portal.db.query(
      `UPDATE exchange.import SET state = 'RECEIVING', run_until = now() - interval '1 second' WHERE id = $1`,
      [seen.id],
    );
    await portal.app.get(ImportJob).watch();
    expect(await portal.rows('SELECT FROM exchange.import WHERE id = $1', [seen.id])).toEqual([]);
  });
});

describe('orders beside a file of stock and a file of prices', () => {
  it('are taken, and no deadlock reaches anybody', async () => {
    const admin = await addStaff(portal, 'ADMIN');
    const stock = (onHand: number) => ({
      kind: 'stock',
      file: csv(
        ['locationCode', 'sku', 'onHand', 'reason'],
        ['RTM', 'SKU-B', onHand, 'Counted'],
        ['RTM', 'SKU-A', onHand, 'Counted'],
      ),
    });
    const prices = {
      kind: 'prices',
      file: csv(
        HEADER,
        ...Array.from({ length: 3000 }, (_, index) => [
          'DE-PREMIER',
          index % 2 === 0 ? 'SKU-B' : 'SKU-A',
          100 + index,
          `${100 + (index % 7)}.00`,
          'EUR',
        ]),
      ),
    };
    const lines = (order: number) => {
      const both = [
        { sku: 'SKU-A', quantity: 1 },
        { sku: 'SKU-B', quantity: 1 },
      ];
      return order % 2 === 0 ? both : both.reverse();
    };
    const orders = async () => {
      const found: object[] = [];
      for (let order = 0; order < 30; order += 1) {
        const { userErrors } = await submit(shop, { lines: lines(order) });
        found.push(...userErrors);
      }
      return found;
    };
    const files = async () => [
      await applied(portal, admin.token, stock(900), { mode: 'ALL_OR_NOTHING' }),
      await applied(portal, admin.token, prices, { mode: 'ALL_OR_NOTHING' }),
      await applied(portal, admin.token, stock(800)),
      await applied(portal, admin.token, prices),
    ];
    const [refusals, seen] = await Promise.all([orders(), files()]);
    expect(refusals).toEqual([]);
    expect(seen.map(({ state, counts }) => [state, counts.error])).toEqual(
      seen.map(() => ['APPLIED', 0]),
    );
    expect(await portal.rows('SELECT * FROM platform.invariants()')).toEqual([]);
  }, 60_000);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListingBulk, type ListingRow } from '../../src/catalog/index.js';
import { newId } from '../../src/kernel/index.js';
import type { RequestContext } from '../../src/platform/access/index.js';
import type { ExportBatch, RowOutcome } from '../../src/platform/bulk/index.js';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addListing, addProduct, addVariant } from '../support/world/catalog.world.js';
import { openCatalog, recordsOf, revisions, type Keepers } from '../support/world/keeper.world.js';

let portal: Portal;
let keepers: Keepers;
let bulk: ListingBulk;
let units: UnitOfWork;
let productId: string;

beforeAll(async () => {
  portal = await startPortal('listing-bulk');
  keepers = await openCatalog(portal);
  bulk = portal.app.get(ListingBulk, { strict: false });
  units = portal.app.get(UnitOfWork);
  productId = await addProduct(portal.db, { handle: 'device' });
});
afterAll(() => portal?.stop());

/** Who uploads, with all regions unless it is said which. */
function uploader(...regionIds: string[]): RequestContext {
  const { userId, email } = keepers.manager;
  return {
    requestId: newId(),
    ip: null,
    userAgent: null,
    caller: {
      kind: 'USER',
      userId,
      email,
      sessionId: newId(),
      name: 'Some Body',
      staffRoles: ['CATALOG_MANAGER'],
      regionIds,
      membership: null,
    },
  };
}

const row = (sku: string, changes: Partial<ListingRow> = {}): ListingRow => ({
  sku,
  marketCode: 'DE',
  preorderFrom: null,
  onSaleFrom: '2020-01-01',
  lastTimeBuyFrom: null,
  endOfSaleOn: null,
  endOfServiceOn: null,
  minimumQuantity: 1,
  maximumQuantity: null,
  quantityIncrement: 1,
  pausedReason: null,
  ...changes,
});

const judge = (rows: ListingRow[], ctx = uploader()): Promise<RowOutcome[]> =>
  units.read(ctx, (tx) => bulk.judge(ctx, tx, rows));
const write = (rows: ListingRow[], ctx = uploader()): Promise<RowOutcome[]> =>
  units.run(ctx, (tx) => bulk.write(ctx, tx, rows));

async function exported(limit: number, marketCode?: string, ctx = uploader()) {
  const rows: ListingRow[] = [];
  let after: string | null = null;
  do {
    const from: string | null = after;
    const filter = marketCode === undefined ? {} : { marketCode };
    const batch: ExportBatch<ListingRow> = await units.read(ctx, (tx) =>
      bulk.exportBatch(ctx, tx, filter, from, limit),
    );
    expect(batch.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...batch.rows);
    after = batch.after;
  } while (after !== null);
  return rows;
}

const briefly = (outcomes: RowOutcome[]): string[] =>
  outcomes.map((outcome) =>
    outcome.kind === 'ERROR'
      ? outcome.problems.map(({ code, column }) => `${code} ${column}`).join(', ')
      : outcome.kind,
  );

const variant = (sku: string): Promise<string> => addVariant(portal.db, { productId, sku });

describe('listings by the thousand', () => {
  it('makes, changes and leaves alone, with a record for each change', async () => {
    await variant('BULK-NEW');
    const changed = await addListing(portal.db, {
      variantId: await variant('BULK-OLD'),
      marketCode: 'DE',
    });
    const same = await addListing(portal.db, {
      variantId: await variant('BULK-SAME'),
      marketCode: 'IN',
    });
    const rows = [
      row(' bulk-new ', { marketCode: 'de', quantityIncrement: 5 }),
      row('BULK-OLD', { endOfSaleOn: '2031-01-01', pausedReason: ' A check ' }),
      row('BULK-SAME', { marketCode: 'IN', pausedReason: ' ' }),
    ];
    const content = await contentOf(portal);
    expect(await judge(rows)).toEqual([
      { kind: 'CREATE' },
      { kind: 'UPDATE' },
      { kind: 'UNCHANGED' },
    ]);
    expect(await contentOf(portal)).toEqual(content);
    const before = await revisions(portal);
    expect(briefly(await write(rows))).toEqual(['CREATE', 'UPDATE', 'UNCHANGED']);
    expect(await revisions(portal)).toEqual({ ...before, DE: (before['DE'] ?? 0) + 1 });
    expect(await recordsOf(portal, changed)).toEqual([
      {
        entity: 'LISTING',
        operation: 'UPDATE',
        version: 2,
        old: { endOfSaleOn: null, pausedReason: null },
        new: { endOfSaleOn: '2031-01-01', pausedReason: 'A check' },
        marketCode: 'DE',
        actorUserId: keepers.manager.userId,
      },
    ]);
    expect(await recordsOf(portal, same)).toEqual([]);
    const made = await portal.rows<{ id: string; version: number }>(
      `SELECT l.id, l.version FROM catalog.listing l JOIN catalog.variant v ON v.id = l.variant_id
       WHERE v.sku = 'BULK-NEW' AND l.market_code = 'DE' AND l.quantity_increment = 5`,
    );
    expect(made).toHaveLength(1);
    expect(await recordsOf(portal, made[0]?.id ?? '')).toMatchObject([
      { operation: 'CREATE', version: 1, new: { sku: 'BULK-NEW', marketCode: 'DE' } },
    ]);
    expect(briefly(await write(rows))).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED']);
  });

  it('names every mistake of every row, and writes the others', async () => {
    await variant('BULK-RIGHT');
    const rows = [
      row('BULK-NONE', { marketCode: 'QQ', minimumQuantity: 0, pausedReason: 'r'.repeat(501) }),
      row('', { marketCode: ' ' }),
      row('BULK-RIGHT', { onSaleFrom: null }),
      row('BULK-RIGHT\0'),
      row('BULK-RIGHT', { marketCode: 'IN' }),
      row('bulk-right', { marketCode: 'IN', minimumQuantity: 2 }),
      row('BULK-RIGHT', { preorderFrom: '2026-02-30', endOfServiceOn: '2030-01-01' }),
    ];
    const outcomes = await write(rows);
    expect(briefly(outcomes)).toEqual([
      'UNKNOWN_SKU sku, UNKNOWN_MARKET marketCode, INVALID_VALUE minimumQuantity, INVALID_VALUE pausedReason',
      'REQUIRED sku, REQUIRED marketCode',
      'REQUIRED onSaleFrom',
      'UNKNOWN_SKU sku',
      'CREATE',
      'ALREADY_EXISTS sku',
      'ALREADY_EXISTS sku',
    ]);
    expect(outcomes[5]).toMatchObject({
      problems: [{ message: 'Row 5 is for BULK-RIGHT in IN already.' }],
    });
    const day = row('BULK-RIGHT', { preorderFrom: '2026-02-30', endOfServiceOn: '2030-01-01' });
    expect(briefly(await judge([day]))).toEqual([
      'INVALID_VALUE preorderFrom, INVALID_VALUE preorderFrom, REQUIRED endOfSaleOn',
    ]);
  });

  it('knows no market outside the own regions, neither to write nor to read', async () => {
    await variant('BULK-FAR');
    const asian = uploader(keepers.apac);
    const rows = [row('BULK-FAR'), row('BULK-FAR', { marketCode: 'IN' })];
    expect(briefly(await write(rows, asian))).toEqual(['UNKNOWN_MARKET marketCode', 'CREATE']);
    const seen = await exported(100, undefined, asian);
    expect(new Set(seen.map(({ marketCode }) => marketCode))).toEqual(new Set(['IN']));
    expect(await exported(100, 'DE', asian)).toEqual([]);
  });

  it('reads out what it takes in, whatever the size of the batches', async () => {
    const all = await exported(100);
    expect(all.length).toBeGreaterThan(4);
    expect(await exported(2)).toEqual(all);
    expect(await exported(1, 'IN')).toEqual(all.filter(({ marketCode }) => marketCode === 'IN'));
    const before = await contentOf(portal);
    expect(new Set(briefly(await write(all)))).toEqual(new Set(['UNCHANGED']));
    expect(await contentOf(portal)).toEqual(before);
  });

  it('leaves raising the revisions to a caller who asks for that', async () => {
    await variant('BULK-TOUCH');
    const before = await revisions(portal);
    const touched = new Set<string>();
    const ctx = uploader();
    await units.run(ctx, (tx) => bulk.write(ctx, tx, [row('BULK-TOUCH')], touched));
    expect(touched).toEqual(new Set(['DE']));
    expect(await revisions(portal)).toEqual(before);
  });

  it('takes the same statements for 5,000 rows as for one', async () => {
    await portal.db.query(
      `INSERT INTO catalog.variant (id, product_id, sku, mpn, gtin)
       SELECT gen_random_uuid(), $1, 'MANY-' || n, 'M' || n, b.body || (10 - s.sum % 10) % 10
       FROM generate_series(1, 5000) n
       CROSS JOIN LATERAL (SELECT '951' || lpad(n::text, 9, '0') AS body) b
       CROSS JOIN LATERAL (SELECT sum(substr(b.body, i, 1)::int * CASE i % 2 WHEN 0 THEN 3 ELSE 1 END) AS sum
         FROM generate_series(1, 12) i) s`,
      [productId],
    );
    const many = Array.from({ length: 5000 }, (_, n) => row(`MANY-${n + 1}`));
    const statements = async (rows: ListingRow[]): Promise<number> => {
      const [unit] = await portal.unitsOf(() => write(rows));
      return unit?.statements ?? 0;
    };
    await variant('BULK-ONE');
    const one = await statements([row('BULK-ONE')]);
    const started = performance.now();
    expect(await statements(many)).toBe(one);
    expect(await statements(many.map((each) => ({ ...each, minimumQuantity: 2 })))).toBe(one);
    expect(performance.now() - started).toBeLessThan(20_000);
    const counted = await portal.rows(
      `SELECT count(*)::int AS n FROM platform.audit_record WHERE entity = 'LISTING' AND new ? 'minimumQuantity'
         AND operation = 'UPDATE' AND new ->> 'minimumQuantity' = '2'`,
    );
    expect(counted).toEqual([{ n: 5000 }]);
  });
});

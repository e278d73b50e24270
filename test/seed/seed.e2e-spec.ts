import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simulatePastOrders } from '../../src/cli/demo/past-order-simulation.js';
import { DEMO_PEOPLE } from '../../src/cli/demo/people.data.js';
import { seedDemo, type SeedOutcome } from '../../src/cli/demo/seed-demo.js';
import { ConfigError } from '../../src/platform/config/index.js';
import type { Tx, UnitOfWork } from '../../src/platform/database/index.js';
import { openUnitOfWork } from '../support/probe-unit.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let units: UnitOfWork;
let close: () => Promise<void>;
let dataDir: string;
let first: SeedOutcome;
let milliseconds: number;

/** The cheapest argon2id: what is tested here is not how long guessing takes. */
const hashPassword = (password: string): Promise<string> =>
  hash(password, { algorithm: 2, memoryCost: 64, timeCost: 1, parallelism: 1 });

const seed = (): Promise<SeedOutcome> =>
  seedDemo(units, { production: false, dataDir, hashPassword });

beforeAll(async () => {
  database = await createTestDatabase('seed');
  ({ units, close } = await openUnitOfWork(testConfig(database)));
  dataDir = mkdtempSync(join(tmpdir(), 'portal-seed-'));
  const started = performance.now();
  first = await seed();
  milliseconds = performance.now() - started;
});

afterAll(async () => {
  await close();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function count(sql: string): Promise<number> {
  const [row] = await runAsAdmin<{ count: string }>(database, `SELECT count(*) FROM ${sql}`);
  return Number(row!.count);
}

/** Every row of every table of ours, as one number each. */
async function fingerprint(): Promise<Record<string, string>> {
  const tables = await runAsAdmin<{ name: string }>(
    database,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('platform', 'market', 'catalog', 'identity', 'reseller', 'pricing', 'inventory', 'orders',
       'sales') ORDER BY 1`,
  );
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await runAsAdmin<{ print: string }>(
      database,
      `SELECT count(*) || '/' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS print FROM ${name} t`,
    );
    prints[name] = row!.print;
  }
  return prints;
}

describe('the demo channel', () => {
  it('has an exchange rate for everything that was sold', async () => {
    expect(await count('sales.event')).toBeGreaterThan(100);
    expect(
      await count(
        `(SELECT array_agg(currency_code) AS codes, array_agg(day) AS days FROM sales.event) e
         CROSS JOIN LATERAL sales.conversions(e.codes, e.days, 'USD') r WHERE r.factor IS NULL`,
      ),
    ).toBe(0);
  });

  it('is written by the first call, quickly', () => {
    expect(first.seeded).toBe(true);
    expect(milliseconds).toBeLessThan(20_000);
  });

  it('has at least 12 markets in 4 regions, and one of most states', async () => {
    expect(await count('market.market')).toBeGreaterThanOrEqual(12);
    const states = await runAsAdmin<{ state: string }>(
      database,
      'SELECT DISTINCT state FROM market.market ORDER BY 1',
    );
    expect(states.map(({ state }) => state)).toEqual([
      'OPEN',
      'PAUSED',
      'PLANNED',
      'PREPARING',
      'READY',
      'WIND_DOWN',
    ]);
    const regions = await runAsAdmin<{ region_code: string; open: string }>(
      database,
      `SELECT region_code, count(*) FILTER (WHERE state = 'OPEN') AS open FROM market.market_v GROUP BY 1 ORDER BY 1`,
    );
    expect(regions).toEqual([
      { region_code: 'AMERICAS', open: '2' },
      { region_code: 'APAC', open: '4' },
      { region_code: 'EMEA', open: '5' },
      { region_code: 'GREATER_CHINA', open: '1' },
    ]);
  });

  it('knows each region and tax rate of every market on every day of the last year', async () => {
    const gaps = await runAsAdmin(
      database,
      `SELECT m.code, d::date FROM market.market m, generate_series(now() - interval '1 year', now(), '1 day') d
       WHERE market.region_on(m.code, d::date) IS NULL OR market.tax_rate_on(m.code, d::date) IS NULL`,
    );
    expect(gaps).toEqual([]);
  });

  it('has at least 9 devices with specs, each with a GTIN of its own and of prefix 952', async () => {
    expect(await count(`catalog.product WHERE category <> 'ACCESSORY'`)).toBeGreaterThanOrEqual(9);
    expect(await count('catalog.variant_spec')).toBeGreaterThan(100);
    const variants = await runAsAdmin<{ gtin: string }>(
      database,
      'SELECT gtin FROM catalog.variant',
    );
    const gtins = variants.map(({ gtin }) => gtin);
    expect(new Set(gtins).size).toBe(gtins.length);
    expect(gtins).toContain('9520000000080');
    for (const gtin of gtins) {
      expect(gtin).toMatch(/^952\d{10}$/);
      const digits = [...gtin].reverse().map(Number);
      const sum = digits.reduce((total, digit, index) => total + digit * (index % 2 ? 3 : 1), 0);
      expect(sum % 10).toBe(0);
    }
  });

  it('shows every stage of a listing, a pause, and an expired and a missing certificate', async () => {
    const stages = await runAsAdmin<{ stage: string }>(
      database,
      'SELECT DISTINCT stage FROM catalog.offer_v ORDER BY 1',
    );
    expect(stages.map(({ stage }) => stage)).toEqual([
      'END_OF_SALE',
      'END_OF_SERVICE',
      'LAST_TIME_BUY',
      'ON_SALE',
      'PLANNED',
      'PREORDER',
    ]);
    expect(await count('catalog.offer_v WHERE paused_reason IS NOT NULL')).toBe(1);
    const certificates = await runAsAdmin(
      database,
      `SELECT market_code, sku, certificate_state FROM catalog.offer_v
       WHERE certificate_state <> 'VALID' AND stage = 'ON_SALE' ORDER BY 1`,
    );
    expect(certificates).toEqual([
      { market_code: 'IN', sku: 'RB16-2025-I5-16-512', certificate_state: 'EXPIRED' },
      { market_code: 'SA', sku: 'RGP-2024-I9-16-1TB', certificate_state: 'MISSING' },
    ]);
  });

  it('says of every technology and of each place where it is known where that comes from', async () => {
    expect(await count('catalog.technology')).toBe(8);
    const silent = `WHERE source IS NULL OR (status = 'LIMITED' AND note IS NULL)`;
    expect(await count(`catalog.technology_availability ${silent}`)).toBe(0);
    expect(await count(`catalog.technology WHERE source IS NULL OR description = ''`)).toBe(0);
    const first = await runAsAdmin(
      database,
      `SELECT a.technology_code AS code, a.status FROM catalog.technology_availability a
       JOIN catalog.product p ON p.id = a.product_id
       WHERE p.handle = 'mi-notebook-air-13-3' AND a.market_code = 'CN' ORDER BY 1`,
    );
    expect(first).toEqual([
      { code: 'BING', status: 'AVAILABLE' },
      { code: 'CORTANA', status: 'AVAILABLE' },
      { code: 'EDGE', status: 'AVAILABLE' },
      { code: 'OFFICE', status: 'LIMITED' },
      { code: 'SKYPE', status: 'AVAILABLE' },
      { code: 'SWIFTKEY', status: 'NOT_AVAILABLE' },
      { code: 'TRANSLATOR', status: 'LIMITED' },
      { code: 'WINDOWS', status: 'AVAILABLE' },
    ]);
  });

  it('prices the worked example in Germany for PREMIER resellers', async () => {
    const breaks = await runAsAdmin(
      database,
      `SELECT v.sku, e.minimum_quantity, e.unit_price_minor FROM pricing.entry_v e
       JOIN catalog.variant v ON v.id = e.variant_id
       WHERE e.market_code = 'DE' AND e.tier = 'PREMIER' AND v.sku IN ('XBS12-8-256', 'XBS12-KEYBOARD')
       ORDER BY 1, 2`,
    );
    expect(breaks).toEqual([
      { sku: 'XBS12-8-256', minimum_quantity: 1, unit_price_minor: '54000' },
      { sku: 'XBS12-8-256', minimum_quantity: 10, unit_price_minor: '52500' },
      { sku: 'XBS12-8-256', minimum_quantity: 50, unit_price_minor: '51000' },
      { sku: 'XBS12-KEYBOARD', minimum_quantity: 1, unit_price_minor: '11500' },
    ]);
  });

  it('has a price for everyone and a stock level wherever something can be ordered', async () => {
    const unpriced = await runAsAdmin(
      database,
      `SELECT o.market_code, o.sku FROM catalog.offer_v o JOIN market.market m ON m.code = o.market_code
       WHERE m.state = 'OPEN' AND o.stage IN ('PREORDER', 'ON_SALE', 'LAST_TIME_BUY') AND NOT EXISTS (
         SELECT FROM pricing.entry_v e WHERE e.market_code = o.market_code AND e.variant_id = o.variant_id
           AND e.audience = 'EVERYONE' AND e.minimum_quantity = 1 AND e.valid_until IS NULL)`,
    );
    expect(unpriced).toEqual([]);
    const unstocked = await runAsAdmin(
      database,
      `SELECT o.market_code, o.sku FROM catalog.offer_v o JOIN market.market m ON m.code = o.market_code
       WHERE m.state = 'OPEN' AND o.stage IN ('ON_SALE', 'LAST_TIME_BUY') AND o.paused_reason IS NULL
         AND o.certificate_state = 'VALID' AND NOT EXISTS (
         SELECT FROM inventory.available_v a WHERE a.market_code = o.market_code AND a.variant_id = o.variant_id)`,
    );
    expect(unstocked).toEqual([]);
  });

  it('has resellers of every type and tier, and some that may not order', async () => {
    expect(await count('reseller.reseller')).toBeGreaterThanOrEqual(6);
    const kinds = await runAsAdmin<{ types: string[]; tiers: string[]; states: string[] }>(
      database,
      `SELECT array_agg(DISTINCT type ORDER BY type) AS types, array_agg(DISTINCT tier ORDER BY tier) AS tiers,
         array_agg(DISTINCT state ORDER BY state) AS states FROM reseller.reseller`,
    );
    expect(kinds).toEqual([
      {
        types: ['DIRECT_RESELLER', 'DISTRIBUTOR', 'INDIRECT_RESELLER'],
        tiers: ['AUTHORIZED', 'PREMIER', 'REGISTERED'],
        states: ['ACTIVE', 'REAUTHORIZATION_DUE', 'SUSPENDED'],
      },
    ]);
  });

  it('has a sign-in for every role, written for its owner alone', () => {
    const file = join(dataDir, 'demo.json');
    const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(written).toEqual({ users: first.users });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(new Set(first.users.map(({ role }) => role))).toEqual(
      new Set([
        'APPLICANT',
        'BUYER',
        'APPROVER',
        'RESELLER_ADMIN',
        'CATALOG_MANAGER',
        'CHANNEL_MANAGER',
        'ORDER_DESK',
        'ANALYST',
        'ADMIN',
      ]),
    );
    for (const { email, password } of first.users) {
      expect(email).toMatch(/^[a-z]+@[a-z]+\.example$/);
      expect(password.length).toBeGreaterThanOrEqual(12);
    }
  });

  it('keeps what is on hand equal to the movements, and what is allocated within it', async () => {
    expect(
      await count(
        `inventory.stock_level l WHERE l.on_hand <> coalesce((SELECT sum(m.quantity) FROM inventory.stock_movement m
           WHERE m.variant_id = l.variant_id AND m.location_id = l.location_id), 0)`,
      ),
    ).toBe(0);
  });
});

describe('the past orders', () => {
  it('are 200 over the last year and 100 before it, in every state that needs no shipment tables', async () => {
    const states = await runAsAdmin<{ state: string; count: string }>(
      database,
      'SELECT state, count(*) FROM orders.sales_order GROUP BY 1 ORDER BY 1',
    );
    expect(states.map(({ state }) => state)).toEqual([
      'CANCELLED',
      'CLOSED',
      'CONFIRMED',
      'DELIVERED',
      'EXPIRED',
      'ON_HOLD',
      'PARTIALLY_SHIPPED',
      'PENDING_APPROVAL',
      'REJECTED',
      'SHIPPED',
    ]);
    expect(states.reduce((sum, row) => sum + Number(row.count), 0)).toBe(300);
    const [span] = await runAsAdmin<{ months: string; ahead: string }>(
      database,
      `SELECT count(DISTINCT date_trunc('month', submitted_at)) AS months,
         count(*) FILTER (WHERE submitted_at > now()) AS ahead FROM orders.sales_order`,
    );
    expect(Number(span!.months)).toBeGreaterThanOrEqual(18);
    expect(span!.ahead).toBe('0');
    expect(await count('orders.order_line WHERE backordered > 0')).toBeGreaterThanOrEqual(3);
    expect(await count('orders.hold WHERE released_at IS NULL')).toBeGreaterThanOrEqual(3);
    expect(await count('orders.approval WHERE decided_at IS NULL')).toBe(2);
    expect(
      await count(`platform.audit_record WHERE operation = 'CANCEL' AND to_state = from_state`),
    ).toBeGreaterThan(0);
  });

  it('take their numbers from the sequence, in the order of time', async () => {
    const numbers = await runAsAdmin<{ number: string; year: string }>(
      database,
      `SELECT number, to_char(submitted_at AT TIME ZONE 'UTC', 'YYYY') AS year FROM orders.sales_order
       ORDER BY submitted_at, number`,
    );
    expect(numbers.map(({ number }) => number)).toEqual(
      numbers.map(({ year }, index) => `SO-${year}-${String(index + 1).padStart(6, '0')}`),
    );
    const [next] = await runAsAdmin<{ number: string }>(
      database,
      `SELECT nextval('orders.order_number')::text AS number`,
    );
    expect(next!.number).toBe('301');
  });

  it('break no invariant', async () => {
    expect(await runAsAdmin(database, 'SELECT * FROM platform.invariants()')).toEqual([]);
  });

  it('leave the buyers and their months as the orders say', async () => {
    const wrong = await runAsAdmin(
      database,
      `SELECT b.membership_id, b.month FROM identity.buyer_month b
       FULL JOIN (
         SELECT placed_by_membership_id AS membership_id, currency_code, limit_month AS month,
           sum(limit_raised_minor) AS spent_minor
         FROM orders.sales_order WHERE limit_raised_minor > 0 GROUP BY 1, 2, 3
       ) o USING (membership_id, currency_code, month)
       WHERE b.spent_minor IS DISTINCT FROM o.spent_minor`,
    );
    expect(wrong).toEqual([]);
    expect(
      await count('reseller.credit_account WHERE exposure_minor NOT BETWEEN 0 AND limit_minor'),
    ).toBe(0);
  });

  it('count in the region to which the market belonged on the day', async () => {
    const regions = await runAsAdmin<{ code: string }>(
      database,
      `SELECT DISTINCT r.code FROM sales.event e JOIN market.region r ON r.id = e.region_id
       WHERE e.market_code = 'AE' ORDER BY 1`,
    );
    expect(regions.map(({ code }) => code)).toEqual(['APAC', 'EMEA']);
    expect(
      await count(
        'sales.event WHERE region_id IS DISTINCT FROM market.region_on(market_code, day)',
      ),
    ).toBe(0);
  });

  it('have an exchange rate of no more than two days before, which says that it is made up', async () => {
    expect(await count(`sales.exchange_rate WHERE source <> 'DEMO'`)).toBe(0);
    const late = await runAsAdmin<{ currency: string; day: string }>(
      database,
      `SELECT e.currency_code AS currency, e.day::text FROM sales.event e
       LEFT JOIN LATERAL sales.rate_on(e.currency_code, e.day) r ON true
       WHERE r.day IS NULL OR e.day - r.day > 2`,
    );
    expect(late).toEqual([]);
  });

  it('are the same for the same instant', () => {
    const now = new Date('2026-11-23T04:00:00Z');
    expect(simulatePastOrders(now)).toEqual(simulatePastOrders(now));
  });

  it('come out whole on any day of the year and at any hour', () => {
    for (let hours = 0; hours < 366 * 24; hours += 349) {
      const orders = simulatePastOrders(
        new Date(Date.parse('2026-01-01T00:30:00Z') + hours * 3_600_000),
      );
      const states = new Set(orders.map(({ state }) => state));
      expect(orders).toHaveLength(300);
      expect(states).toContain('ON_HOLD');
      expect(states).toContain('PENDING_APPROVAL');
      expect(states).toContain('CONFIRMED');
    }
  });
});

describe('seeding again', () => {
  it('changes nothing, and gives the same sign-ins', async () => {
    const before = await fingerprint();
    expect(before['market.market']).toMatch(/^17\//);
    const again = await seed();
    expect(again).toEqual({ seeded: false, users: first.users });
    expect(await fingerprint()).toEqual(before);
  });

  it('is done by one of two that start together', async () => {
    const other = await createTestDatabase('seed-race');
    const unit = await openUnitOfWork(testConfig(other));
    try {
      const options = { production: false, dataDir, hashPassword };
      const outcomes = await Promise.all([
        seedDemo(unit.units, options),
        seedDemo(unit.units, options),
      ]);
      expect(outcomes.map(({ seeded }) => seeded).sort()).toEqual([false, true]);
      expect(outcomes.map(({ users }) => users.length)).toEqual([
        DEMO_PEOPLE.length,
        DEMO_PEOPLE.length,
      ]);
    } finally {
      await unit.close();
      await other.drop();
    }
  });

  it('begins anew when the first attempt was stopped before its end, and leaves other channels alone', async () => {
    const other = await createTestDatabase('seed-stopped');
    const unit = await openUnitOfWork(testConfig(other));
    try {
      const stopped = seedDemo(stopping(unit.units, 20), {
        production: false,
        dataDir,
        hashPassword,
      });
      await expect(stopped).rejects.toThrow('stopped here');
      const left = await runAsAdmin(other, 'SELECT FROM market.market');
      expect(left).toHaveLength(0);
      await runAsAdmin(
        other,
        `INSERT INTO market.market (code, name, currency_code, default_locale, time_zone, tax_name, state)
         VALUES ('NL', 'Netherlands', 'EUR', 'nl-NL', 'Europe/Amsterdam', 'BTW', 'PLANNED')`,
      );
      const options = { production: false, dataDir, hashPassword };
      expect(await seedDemo(unit.units, options)).toEqual({ seeded: false, users: [] });
      await runAsAdmin(other, 'DELETE FROM market.market');
      expect((await seedDemo(unit.units, options)).seeded).toBe(true);
    } finally {
      await unit.close();
      await other.drop();
    }
  });

  it('is refused in production before anything is looked at', async () => {
    const refused = seedDemo(
      { runSystem: () => Promise.reject(new Error('the database was asked')) },
      { production: true, dataDir, hashPassword },
    );
    await expect(refused).rejects.toThrow(ConfigError);
  });
});

/** A unit of work whose transactions break after that many statements. */
function stopping(unit: UnitOfWork, after: number): Pick<UnitOfWork, 'runSystem'> {
  return {
    runSystem: (reason, work, options) =>
      unit.runSystem(
        reason,
        (tx) => {
          let left = after;
          const stopped: Tx = {
            now: tx.now,
            manager: tx.manager,
            named: (name, text, values) => tx.named(name, text, values),
            afterCommit: (effect) => tx.afterCommit(effect),
            query: (text, values) => {
              left -= 1;
              return left < 0 ? Promise.reject(new Error('stopped here')) : tx.query(text, values);
            },
          };
          return work(stopped);
        },
        options,
      ),
  };
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { systemContext, type RequestContext } from '../../src/platform/access/index.js';
import type { Tx, UnitOfWork } from '../../src/platform/database/index.js';
import { anonymous, buyerOf, openUnitOfWork } from '../support/probe-unit.js';
import { testConfig } from '../support/test-config.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import {
  acceptAgreement,
  addAddress,
  addAgreement,
  addRelationship,
  addReseller,
  addTaxExemption,
} from '../support/world/reseller.world.js';

/** Every table of the module that belongs to resellers, with the rows that each side of this world has in it. */
const OWNED = [
  'reseller',
  'address',
  'market_authorization',
  'tax_exemption',
  'agreement_acceptance',
  'partner_relationship',
  'credit_account',
  'credit_payment',
] as const;

let database: TestDatabase;
let units: UnitOfWork;
let close: () => Promise<void>;

let regionId: string;
let distributorId: string;
let partnerId: string;
let strangerId: string;
let relationshipId: string;
let oldAgreementId: string;
let newAgreementId: string;
const userId = newId();

beforeAll(async () => {
  database = await createTestDatabase('reseller-rows');
  ({ units, close } = await openUnitOfWork(testConfig(database, { DATABASE_POOL_SIZE: '4' })));
  await units.runSystem('test world', buildWorld);
});

afterAll(async () => {
  await close();
  await database.drop();
});

async function buildWorld(tx: Tx): Promise<void> {
  regionId = await addRegion(tx, { code: 'EMEA' });
  await addMarket(tx, { code: 'DE', regionId });
  await addMarket(tx, { code: 'FR', regionId });
  await tx.query(
    `INSERT INTO identity.user_account (id, email, name) VALUES ($1, 'u@example.com', 'U')`,
    [userId],
  );
  distributorId = await addReseller(tx, {
    legalName: 'Great Distribution',
    type: 'DISTRIBUTOR',
    markets: ['DE'],
    creditLimits: { EUR: '1000.00' },
  });
  partnerId = await addReseller(tx, {
    legalName: 'Corner Shop',
    type: 'INDIRECT_RESELLER',
    markets: ['DE'],
    creditLimits: { EUR: '0.00' },
  });
  strangerId = await addReseller(tx, { legalName: 'Somebody Else', markets: ['FR'] });
  relationshipId = await addRelationship(tx, { distributorId, indirectResellerId: partnerId });
  oldAgreementId = await addAgreement(tx, { regionId, number: 1 });
  newAgreementId = await addAgreement(tx, { regionId, number: 2, requiredFrom: '2020-06-01' });
  for (const resellerId of [distributorId, partnerId]) {
    await addAddress(tx, { resellerId });
    await addTaxExemption(tx, { resellerId, marketCode: 'DE' });
    await acceptAgreement(tx, { agreementId: oldAgreementId, resellerId, userId });
    await tx.query(`SELECT reseller.record_payment($1, $2, 'EUR', 1, 'R', '2026-01-01', NULL)`, [
      newId(),
      resellerId,
    ]);
  }
}

const asReseller = (resellerId: string): RequestContext => buyerOf(resellerId);

function rows<Row>(ctx: RequestContext, text: string, values: unknown[] = []): Promise<Row[]> {
  return units.run(ctx, (tx) => tx.query<Row>(text, values));
}

async function countIn(ctx: RequestContext, table: string): Promise<number> {
  const [row] = await rows<{ n: number }>(ctx, `SELECT count(*)::int AS n FROM reseller.${table}`);
  return row?.n ?? -1;
}

const refusedByDatabase = { code: '42501' };

describe('the rows of a reseller', () => {
  it.each(OWNED)('of %s are seen by nobody without a scope', async (table) => {
    expect(await countIn(anonymous(), table)).toBe(0);
  });

  it.each(OWNED)(
    'of %s are seen by itself and by the other side of nothing else',
    async (table) => {
      expect(await countIn(asReseller(distributorId), table)).toBe(1);
      expect(await countIn(asReseller(partnerId), table)).toBe(1);
      const strangers = table === 'reseller' || table === 'market_authorization' ? 1 : 0;
      expect(await countIn(asReseller(strangerId), table)).toBe(strangers);
    },
  );

  it.each(OWNED)('of %s are all seen by the system', async (table) => {
    const [row] = await units.runSystem('probe', (tx) =>
      tx.query<{ n: number }>(`SELECT count(*)::int AS n FROM reseller.${table}`),
    );
    const all = { reseller: 3, market_authorization: 3, partner_relationship: 1 };
    expect(row?.n).toBe(Object.entries(all).find(([name]) => name === table)?.[1] ?? 2);
    expect(await countIn(systemContext('probe'), table)).toBe(row?.n);
  });

  it.each(OWNED.filter((table) => !['agreement_acceptance', 'credit_payment'].includes(table)))(
    'of %s cannot be updated by another reseller',
    async (table) => {
      const changed = await rows(
        asReseller(strangerId),
        `UPDATE reseller.${table} SET id = id WHERE id IN (SELECT id FROM reseller.${table}) OR true RETURNING id`,
      );
      const own = await rows(asReseller(strangerId), `SELECT id FROM reseller.${table}`);
      // The stranger may edit nothing but what is its own; a reseller's master data is not among it.
      expect(changed).toEqual(table === 'reseller' || table === 'market_authorization' ? [] : own);
    },
  );

  it.each(['agreement_acceptance', 'credit_payment'])('of %s are never changed', async (table) => {
    for (const ctx of [asReseller(distributorId), systemContext('probe')]) {
      await expect(rows(ctx, `UPDATE reseller.${table} SET id = id`)).rejects.toMatchObject(
        refusedByDatabase,
      );
      await expect(rows(ctx, `DELETE FROM reseller.${table}`)).rejects.toMatchObject(
        refusedByDatabase,
      );
    }
  });

  it.each([
    [
      'address',
      `(id, reseller_id, label, recipient, line1, city, country_code) VALUES ($1, $2, 'L', 'R', '1', 'C', 'DE')`,
    ],
    [
      'market_authorization',
      `(id, reseller_id, market_code, valid_from) VALUES ($1, $2, 'FR', '2026-01-01')`,
    ],
    [
      'tax_exemption',
      `(id, reseller_id, market_code, certificate_number, valid_from) VALUES ($1, $2, 'FR', 'X', '2026-01-01')`,
    ],
    [
      'credit_account',
      `(id, reseller_id, currency_code, limit_minor, terms) VALUES ($1, $2, 'JPY', 1, 'NET_30')`,
    ],
  ])('cannot be inserted into %s for another reseller', async (table, columnsSql) => {
    await expect(
      rows(asReseller(strangerId), `INSERT INTO reseller.${table} ${columnsSql}`, [
        newId(),
        partnerId,
      ]),
    ).rejects.toMatchObject(refusedByDatabase);
  });

  it.each([
    [
      'market_authorization',
      `(id, reseller_id, market_code, valid_from) VALUES ($1, $2, 'DE', '2026-01-01')`,
    ],
    [
      'tax_exemption',
      `(id, reseller_id, market_code, certificate_number, valid_from) VALUES ($1, $2, 'DE', 'X', '2026-01-01')`,
    ],
    [
      'credit_account',
      `(id, reseller_id, currency_code, limit_minor, terms) VALUES ($1, $2, 'EUR', 1, 'NET_30')`,
    ],
  ])('cannot be inserted into %s by the reseller itself', async (table, columnsSql) => {
    await expect(
      rows(asReseller(strangerId), `INSERT INTO reseller.${table} ${columnsSql}`, [
        newId(),
        strangerId,
      ]),
    ).rejects.toMatchObject(refusedByDatabase);
  });

  it('let nobody give an acceptance, a payment or a limit to themselves or to others', async () => {
    const accept = `INSERT INTO reseller.agreement_acceptance (id, agreement_id, reseller_id, accepted_by) VALUES ($1, $2, $3, $4)`;
    await expect(
      rows(asReseller(strangerId), accept, [newId(), newAgreementId, partnerId, userId]),
    ).rejects.toMatchObject(refusedByDatabase);
    await expect(
      rows(
        asReseller(distributorId),
        `SELECT reseller.record_payment($1, $2, 'EUR', 100, 'R', '2026-01-01', NULL)`,
        [newId(), distributorId],
      ),
    ).rejects.toMatchObject(refusedByDatabase);
    await expect(
      rows(asReseller(distributorId), 'UPDATE reseller.credit_account SET limit_minor = 999999'),
    ).rejects.toMatchObject(refusedByDatabase);
  });
});

describe('a relationship', () => {
  it('tells each side the name of the other, and a stranger nothing', async () => {
    const names = `SELECT distributor_name AS d, indirect_reseller_name AS i FROM reseller.relationship_v`;
    const both = [{ d: 'Great Distribution', i: 'Corner Shop' }];
    expect(await rows(asReseller(distributorId), names)).toEqual(both);
    expect(await rows(asReseller(partnerId), names)).toEqual(both);
    expect(await rows(asReseller(strangerId), names)).toEqual([]);
    expect(
      await rows(asReseller(strangerId), 'SELECT reseller.party_name($1, $2) AS name', [
        relationshipId,
        partnerId,
      ]),
    ).toEqual([{ name: null }]);
  });

  it('is asked for in the own name only, and answered by the other side', async () => {
    const insert = `INSERT INTO reseller.partner_relationship
      (id, distributor_id, indirect_reseller_id, requested_by_id, state, activated_at) VALUES ($1, $2, $3, $4, $5, $6)`;
    const ask = (by: string, state: string, at: Date | null) =>
      rows(asReseller(strangerId), insert, [newId(), strangerId, partnerId, by, state, at]);
    await expect(ask(strangerId, 'ACTIVE', new Date())).rejects.toMatchObject(refusedByDatabase);
    await expect(ask(partnerId, 'REQUESTED', null)).rejects.toMatchObject(refusedByDatabase);
    await ask(strangerId, 'REQUESTED', null);
    await expect(ask(strangerId, 'REQUESTED', null)).rejects.toMatchObject({
      constraint: 'partner_relationship_live_key',
    });
    const accept = `UPDATE reseller.partner_relationship SET state = 'ACTIVE', activated_at = now()
      WHERE distributor_id = $1 AND state = 'REQUESTED' RETURNING state`;
    await expect(rows(asReseller(strangerId), accept, [strangerId])).rejects.toMatchObject(
      refusedByDatabase,
    );
    expect(await rows(asReseller(distributorId), accept, [strangerId])).toEqual([]);
    expect(await rows(asReseller(partnerId), accept, [strangerId])).toEqual([{ state: 'ACTIVE' }]);
  });
});

describe('partner_standing', () => {
  const ask = (ctx: RequestContext, distributor: string, partner: string, market = 'DE') =>
    rows(ctx, `SELECT * FROM reseller.partner_standing($1, $2, $3, '2026-03-10')`, [
      distributor,
      partner,
      market,
    ]);
  const good = {
    relationship_active: true,
    is_indirect: true,
    may_order: true,
    market_authorized: true,
  };

  it('answers the parties and the system', async () => {
    for (const ctx of [asReseller(distributorId), asReseller(partnerId), systemContext('probe')]) {
      expect(await ask(ctx, distributorId, partnerId)).toEqual([good]);
    }
    const asSystem = await units.runSystem('probe', (tx) =>
      tx.query(`SELECT * FROM reseller.partner_standing($1, $2, 'DE', '2026-03-10')`, [
        distributorId,
        partnerId,
      ]),
    );
    expect(asSystem).toEqual([good]);
    expect(await ask(asReseller(distributorId), distributorId, partnerId, 'FR')).toEqual([
      { ...good, market_authorized: false },
    ]);
  });

  it('has no row for a stranger, for no relationship and for an unknown partner', async () => {
    expect(await ask(asReseller(strangerId), distributorId, partnerId)).toEqual([]);
    expect(await ask(anonymous(), distributorId, partnerId)).toEqual([]);
    expect(await ask(asReseller(distributorId), distributorId, strangerId)).toEqual([]);
    expect(await ask(asReseller(distributorId), distributorId, newId())).toEqual([]);
  });

  it('says when the relationship is over, and what the partner lost', async () => {
    const lapsed = await units.runSystem('test world', async (tx) => {
      const id = await addReseller(tx, { type: 'DIRECT_RESELLER', state: 'SUSPENDED' });
      await addRelationship(tx, { distributorId, indirectResellerId: id, state: 'ENDED' });
      return id;
    });
    expect(await ask(asReseller(distributorId), distributorId, lapsed)).toEqual([
      {
        relationship_active: false,
        is_indirect: false,
        may_order: false,
        market_authorized: false,
      },
    ]);
  });
});

describe('standing', () => {
  const ask = (ctx: RequestContext, id: string, day = '2026-03-10', at = '2026-03-10T00:00:00Z') =>
    rows<Record<string, unknown>>(ctx, `SELECT * FROM reseller.standing($1, 'DE', $2, $3, $4)`, [
      id,
      regionId,
      day,
      at,
    ]);

  it('tells the gates of an order all they ask of the reseller', async () => {
    expect(await ask(asReseller(distributorId), distributorId)).toEqual([
      {
        state: 'ACTIVE',
        type: 'DISTRIBUTOR',
        tier: 'REGISTERED',
        may_order: true,
        market_authorized: true,
        agreement_accepted: false,
        agreement_id: newAgreementId,
        tax_exempt: true,
      },
    ]);
  });

  it('takes the agreement that is required at the instant', async () => {
    const early = await ask(asReseller(partnerId), partnerId, '2020-05-01', '2020-05-31T23:59:59Z');
    expect(early).toMatchObject([{ agreement_accepted: true, agreement_id: null }]);
    const never = await ask(asReseller(strangerId), strangerId, '2019-01-01', '2019-01-01T00:00Z');
    expect(never).toMatchObject([{ agreement_accepted: true, agreement_id: null }]);
    const first = await ask(asReseller(strangerId), strangerId, '2020-05-01', '2020-05-01T00:00Z');
    expect(first).toMatchObject([{ agreement_accepted: false, agreement_id: oldAgreementId }]);
  });

  it('counts a newer acceptance for an older requirement', async () => {
    const ready = await units.runSystem('test world', async (tx) => {
      const resellerId = await addReseller(tx);
      await acceptAgreement(tx, { agreementId: newAgreementId, resellerId, userId });
      return resellerId;
    });
    const early = await ask(asReseller(ready), ready, '2020-05-01', '2020-05-01T00:00Z');
    expect(early).toMatchObject([{ agreement_accepted: true, agreement_id: null }]);
  });

  it('reads periods as from and until, exclusive, and the due day of a reauthorisation likewise', async () => {
    const id = await units.runSystem('test world', (tx) =>
      addReseller(tx, { state: 'REAUTHORIZATION_DUE', reauthorizationDueOn: '2026-03-11' }),
    );
    await units.runSystem('test world', (tx) =>
      tx.query(
        `INSERT INTO reseller.market_authorization (id, reseller_id, market_code, valid_from, valid_until)
         VALUES ($1, $2, 'DE', '2026-03-10', '2026-03-11')`,
        [newId(), id],
      ),
    );
    const on = async (day: string) => {
      const [row] = await ask(asReseller(id), id, day);
      return [row?.may_order, row?.market_authorized];
    };
    expect(await on('2026-03-09')).toEqual([true, false]);
    expect(await on('2026-03-10')).toEqual([true, true]);
    expect(await on('2026-03-11')).toEqual([false, false]);
  });

  it('has no row for another reseller', async () => {
    expect(await ask(asReseller(strangerId), distributorId)).toEqual([]);
    expect(await ask(asReseller(strangerId), newId())).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Money, ProblemError } from '../../src/kernel/index.js';
import type { RequestContext } from '../../src/platform/access/index.js';
import { UnitOfWork } from '../../src/platform/database/index.js';
import { ResellerWriter, type NewReseller } from '../../src/reseller/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import { addReseller } from '../support/world/reseller.world.js';
import { addStaff } from '../support/world/shop.world.js';

let portal: Portal;
let ctx: RequestContext;

beforeAll(async () => {
  portal = await startPortal('reseller-writer');
  const emea = await addRegion(portal.db, { code: 'EMEA' });
  const apac = await addRegion(portal.db, { code: 'APAC' });
  await addMarket(portal.db, { code: 'DE', regionId: emea });
  await addMarket(portal.db, { code: 'FR', regionId: emea });
  await addMarket(portal.db, { code: 'NZ', regionId: apac, timeZone: 'Pacific/Auckland' });
  const { userId, email } = await addStaff(portal, 'CHANNEL_MANAGER', [emea]);
  ctx = {
    requestId: '018f4e9e-7b1a-7c3d-8e2f-0123456789ab',
    caller: {
      kind: 'USER',
      userId,
      sessionId: userId,
      email,
      name: 'Channel manager',
      staffRoles: ['CHANNEL_MANAGER'],
      regionIds: [emea],
      membership: null,
    },
    ip: null,
    userAgent: null,
  };
});
afterAll(() => portal.stop());

function company(changes: Partial<NewReseller> = {}): NewReseller {
  return {
    legalName: 'Nordlicht Handel GmbH',
    countryCode: 'DE',
    taxId: 'DE136695976',
    type: 'DIRECT_RESELLER',
    tier: 'AUTHORIZED',
    partnerLocationId: '4711001',
    partnerGlobalId: '4711000',
    address: {
      label: 'Head office',
      recipient: 'Nordlicht Handel GmbH',
      line1: 'Speicherstr. 1',
      line2: null,
      city: 'Hamburg',
      region: null,
      postalCode: '20457',
      countryCode: 'DE',
      phone: null,
    },
    marketCodes: ['DE', 'FR', 'DE'],
    creditAccounts: [{ limit: Money.ofMinor('2500000', 'EUR'), terms: 'NET_30' }],
    ...changes,
  };
}

function create(given: NewReseller): Promise<string> {
  return portal.app
    .get(UnitOfWork)
    .run(ctx, (tx) => portal.app.get(ResellerWriter).create(ctx, tx, given));
}

/** What there is of resellers, and what was told of them. */
async function rows(): Promise<object> {
  const [row] = await portal.rows<object>(`
    SELECT (SELECT count(*)::int FROM reseller.reseller) AS resellers,
      (SELECT count(*)::int FROM reseller.market_authorization) AS authorizations,
      (SELECT count(*)::int FROM platform.audit_record) AS records,
      (SELECT count(*)::int FROM platform.outbox) AS events`);
  return row ?? {};
}

async function refusal(work: Promise<unknown>): Promise<object[]> {
  const before = await rows();
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error(`not refused: ${String(error)}`);
  expect(await rows()).toEqual(before);
  return error.problems.map(({ code, path, facts }) => ({ code, path: path.join('.'), ...facts }));
}

describe('create', () => {
  it('makes the company, its address, its authorisations from today on and its accounts', async () => {
    const id = await create(company());
    expect(
      await portal.rows(
        `SELECT legal_name, tax_id, country_code, type, tier, state, partner_location_id, partner_global_id, version
         FROM reseller.reseller WHERE id = $1`,
        [id],
      ),
    ).toEqual([
      {
        legal_name: 'Nordlicht Handel GmbH',
        tax_id: 'DE136695976',
        country_code: 'DE',
        type: 'DIRECT_RESELLER',
        tier: 'AUTHORIZED',
        state: 'ACTIVE',
        partner_location_id: '4711001',
        partner_global_id: '4711000',
        version: 1,
      },
    ]);
    expect(
      await portal.rows(
        `SELECT a.market_code, a.valid_from = m.today AS today, a.valid_until
         FROM reseller.market_authorization a JOIN market.market_v m ON m.code = a.market_code
         WHERE a.reseller_id = $1 ORDER BY 1`,
        [id],
      ),
    ).toEqual([
      { market_code: 'DE', today: true, valid_until: null },
      { market_code: 'FR', today: true, valid_until: null },
    ]);
    expect(
      await portal.rows(
        `SELECT currency_code, limit_minor::text, exposure_minor::text, terms FROM reseller.credit_account WHERE reseller_id = $1`,
        [id],
      ),
    ).toEqual([
      { currency_code: 'EUR', limit_minor: '2500000', exposure_minor: '0', terms: 'NET_30' },
    ]);
    expect(
      await portal.rows(`SELECT label, city, state FROM reseller.address WHERE reseller_id = $1`, [
        id,
      ]),
    ).toEqual([{ label: 'Head office', city: 'Hamburg', state: 'ACTIVE' }]);
    expect(
      await portal.rows(
        `SELECT entity, operation, to_state, market_code,
           (SELECT o.type FROM platform.outbox o WHERE o.audit_id = r.id) AS event
         FROM platform.audit_record r WHERE $1 = ANY (party_ids) ORDER BY entity, market_code`,
        [id],
      ),
    ).toEqual([
      { entity: 'ADDRESS', operation: 'CREATE', to_state: null, market_code: null, event: null },
      {
        entity: 'CREDIT_ACCOUNT',
        operation: 'OPEN',
        to_state: null,
        market_code: null,
        event: 'credit.account_opened',
      },
      ...['DE', 'FR'].map((marketCode) => ({
        entity: 'MARKET_AUTHORIZATION',
        operation: 'GRANT',
        to_state: null,
        market_code: marketCode,
        event: 'reseller.market_authorized',
      })),
      {
        entity: 'RESELLER',
        operation: 'CREATE',
        to_state: 'ACTIVE',
        market_code: null,
        event: 'reseller.created',
      },
    ]);
  });

  it('refuses a tax id and a partner location id that a living reseller has', async () => {
    await create(company({ taxId: 'DE811907980', partnerLocationId: '4711002' }));
    expect(
      await refusal(create(company({ taxId: 'DE811907980', partnerLocationId: '4711003' }))),
    ).toEqual([{ code: 'ALREADY_EXISTS', path: 'input.taxId' }]);
    expect(
      await refusal(create(company({ taxId: 'DE129273398', partnerLocationId: '4711002' }))),
    ).toEqual([{ code: 'ALREADY_EXISTS', path: 'input.partnerLocationId' }]);
    await portal.db.query(
      `UPDATE reseller.reseller SET state = 'TERMINATED' WHERE tax_id = 'DE811907980'`,
    );
    await create(company({ taxId: 'DE811907980', partnerLocationId: '4711002' }));
  });

  it('names markets outside the regions, and a second limit in a currency', async () => {
    const limit = { limit: Money.ofMinor('1', 'EUR'), terms: 'PREPAID' } as const;
    expect(
      await refusal(
        create(
          company({ taxId: 'X', marketCodes: ['DE', 'NZ', 'XX'], creditAccounts: [limit, limit] }),
        ),
      ),
    ).toEqual([
      { code: 'INVALID_VALUE', path: 'input.creditLimits.1', rule: 'UNIQUE' },
      { code: 'UNKNOWN_MARKET', path: 'input.marketCodes.1' },
      { code: 'UNKNOWN_MARKET', path: 'input.marketCodes.2' },
    ]);
    expect(await refusal(create(company({ taxId: 'X', marketCodes: [] })))).toEqual([
      { code: 'REQUIRED', path: 'input.marketCodes' },
    ]);
  });

  it('makes one of two that come at the same time with one tax id', async () => {
    const both = await Promise.allSettled(
      ['4711011', '4711012'].map((partnerLocationId) =>
        create(company({ taxId: 'DE143593636', partnerLocationId })),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('readmit', () => {
  const readmit = (id: string): Promise<void> =>
    portal.app
      .get(UnitOfWork)
      .run(ctx, (tx) => portal.app.get(ResellerWriter).readmit(ctx, tx, id));

  it('makes a DEAUTHORIZED reseller ACTIVE again, and nothing new', async () => {
    const id = await addReseller(portal.db, {
      state: 'DEAUTHORIZED',
      reauthorizationDueOn: '2026-01-01',
      tier: 'PREMIER',
      markets: ['DE'],
    });
    const before = await rows();
    await readmit(id);
    expect(
      await portal.rows(
        `SELECT state, tier, reauthorization_due_on, version, authorized_at > now() - interval '1 minute' AS anew
         FROM reseller.reseller WHERE id = $1`,
        [id],
      ),
    ).toEqual([
      { state: 'ACTIVE', tier: 'PREMIER', reauthorization_due_on: null, version: 2, anew: true },
    ]);
    const after = await rows();
    expect(after).toEqual({
      ...before,
      records: Object(before).records + 1,
      events: Object(before).events + 1,
    });
  });

  it('does so too where the due day has come, though nothing has said so yet', async () => {
    const id = await addReseller(portal.db, {
      state: 'REAUTHORIZATION_DUE',
      reauthorizationDueOn: '2026-01-01',
      markets: ['DE'],
    });
    await readmit(id);
    expect(
      await portal.rows(
        `SELECT operation, from_state, to_state, actor_kind FROM platform.audit_record WHERE entity_id = $1 ORDER BY seq`,
        [id],
      ),
    ).toEqual([
      {
        operation: 'DEAUTHORIZE',
        from_state: 'REAUTHORIZATION_DUE',
        to_state: 'DEAUTHORIZED',
        actor_kind: 'SYSTEM',
      },
      {
        operation: 'READMIT',
        from_state: 'DEAUTHORIZED',
        to_state: 'ACTIVE',
        actor_kind: 'USER',
      },
    ]);
  });

  it.each(['ACTIVE', 'SUSPENDED', 'REAUTHORIZATION_DUE', 'TERMINATED'] as const)(
    'refuses one that is %s',
    async (state) => {
      const id = await addReseller(portal.db, { state, markets: ['DE'] });
      expect(await refusal(readmit(id))).toMatchObject([
        { code: 'ILLEGAL_TRANSITION', state, operation: 'READMIT' },
      ]);
    },
  );

  it('does not find one of other regions', async () => {
    const id = await addReseller(portal.db, { state: 'DEAUTHORIZED', markets: ['NZ'] });
    expect(await refusal(readmit(id))).toEqual([{ code: 'NOT_FOUND', path: 'input.resellerId' }]);
  });
});

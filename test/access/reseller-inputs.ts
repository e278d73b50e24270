import { EDITED_MARKET, EXEMPT_MARKET } from '../support/world/rivals.world.js';
import { MARKET } from '../support/world/shop.world.js';
import type { Arguer, Arguments, InputWorld } from './input-world.js';

/** A reseller of neither side, on which changes are tried, and what it has in the shop's market. */
const EDITED = '018f4e9e-7b1a-7c3d-8e2f-0000000e0001';
const AUTHORIZATION = '018f4e9e-7b1a-7c3d-8e2f-0000000e0002';
const EXEMPTION = '018f4e9e-7b1a-7c3d-8e2f-0000000e0003';
const ACCOUNT = '018f4e9e-7b1a-7c3d-8e2f-0000000e0004';

type State = 'ACTIVE' | 'SUSPENDED' | 'REAUTHORIZATION_DUE';

/** Inputs that the changes of resellers and of what belongs to them accept. */
export const RESELLER_INPUTS: Record<string, Arguer> = {
  resellerUpdate: (world) =>
    edited(world, { legalName: 'Edited anew', partnerLocationId: '990001', partnerGlobalId: null }),
  resellerSuspend: (world) => edited(world, { reason: 'Invoices are overdue' }),
  resellerResume: (world) => edited(world, {}, 'SUSPENDED'),
  resellerReauthorizationDemand: async (world) => {
    const [row] = await world.rivals.portal.rows<{ day: string }>(
      `SELECT ((now() AT TIME ZONE 'UTC')::date + 60)::text AS day`,
    );
    return edited(world, { dueOn: row?.day });
  },
  resellerReauthorize: (world) => edited(world, {}, 'REAUTHORIZATION_DUE'),
  resellerTerminate: (world) => edited(world, { reason: 'It has closed its business' }),
  resellerTierChange: (world) => edited(world, { tier: 'AUTHORIZED' }),
  marketAuthorizationGrant: (world) =>
    edited(world, { marketCode: EXEMPT_MARKET, validFrom: '2098-01-01', validUntil: '2099-01-01' }),
  marketAuthorizationEnd: async (world) => {
    await edited(world, {});
    return { authorizationId: AUTHORIZATION, expectedVersion: 1, validUntil: '2099-01-01' };
  },
  taxExemptionGrant: (world) =>
    edited(world, {
      marketCode: EDITED_MARKET,
      certificateNumber: 'EX-1',
      validFrom: '2098-01-01',
      validUntil: '2099-01-01',
    }),
  taxExemptionEnd: async (world) => {
    await edited(world, {});
    return { exemptionId: EXEMPTION, expectedVersion: 1, validUntil: '2099-01-01' };
  },
  creditAccountOpen: async (world) => {
    const { resellerId } = await edited(world, {});
    return { resellerId, limit: { amount: '100', currencyCode: 'EUR' }, terms: 'NET_30' };
  },
  creditTermsChange: async (world) => {
    const { resellerId } = await edited(world, {});
    await world.rivals.portal.db.query(
      `INSERT INTO reseller.credit_account (id, reseller_id, currency_code, limit_minor, terms)
       VALUES ($1, $2, 'EUR', 100, 'NET_30')`,
      [ACCOUNT, EDITED],
    );
    return { resellerId, currencyCode: 'EUR', terms: 'NET_60', expectedVersion: 1 };
  },
};

/** The same after each call, whatever was done to the reseller. */
async function edited(
  { rivals }: InputWorld,
  more: Arguments,
  state: State = 'ACTIVE',
): Promise<Arguments> {
  const { db } = rivals.portal;
  for (const table of ['credit_account', 'market_authorization', 'tax_exemption']) {
    await db.query(`DELETE FROM reseller.${table} WHERE reseller_id = $1`, [EDITED]);
  }
  await db.query(
    `INSERT INTO reseller.reseller (id, legal_name, tax_id, country_code, type, tier, partner_location_id,
       partner_global_id, created_at, state_since, authorized_at, state, state_before_suspension, reauthorization_due_on)
     SELECT $1, 'Edited', 'TAX-EDITED', 'DE', 'DIRECT_RESELLER', 'REGISTERED', '990000', '990000', i, i, '2999-01-01', $2,
       CASE $2 WHEN 'SUSPENDED' THEN 'ACTIVE' END, CASE $2 WHEN 'REAUTHORIZATION_DUE' THEN '2999-01-01'::date END
     FROM CAST('2026-01-01' AS timestamptz) i
     ON CONFLICT (id) DO UPDATE SET legal_name = excluded.legal_name, tier = excluded.tier, version = 1,
       partner_location_id = excluded.partner_location_id, partner_global_id = excluded.partner_global_id,
       state = excluded.state, state_before_suspension = excluded.state_before_suspension, state_reason = NULL,
       state_since = excluded.state_since, authorized_at = excluded.authorized_at,
       reauthorization_due_on = excluded.reauthorization_due_on`,
    [EDITED, state],
  );
  await db.query(
    `INSERT INTO reseller.market_authorization (id, reseller_id, market_code, valid_from) VALUES ($1, $2, $3, '2020-01-01')`,
    [AUTHORIZATION, EDITED, MARKET],
  );
  await db.query(
    `INSERT INTO reseller.tax_exemption (id, reseller_id, market_code, certificate_number, valid_from)
     VALUES ($1, $2, $3, 'EX-0', '2020-01-01')`,
    [EXEMPTION, EDITED, EXEMPT_MARKET],
  );
  await db.query(
    `INSERT INTO reseller.agreement_acceptance (id, agreement_id, reseller_id, accepted_by, accepted_at, locale)
     SELECT a.id, a.id, $1, $2, '2026-01-01', 'en' FROM reseller.agreement a ON CONFLICT DO NOTHING`,
    [EDITED, rivals.own.admin.userId],
  );
  return { resellerId: EDITED, expectedVersion: 1, ...more };
}

import { Injectable } from '@nestjs/common';
import { assert, isStorableText, newId, type Money } from '../kernel/index.js';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import type { PaymentTerms, ResellerTier, ResellerType } from './reseller.enum.js';
import type { ResellerSight } from './reseller.sight.js';

registerConstraint('reseller_tax_id_key', {
  code: 'ALREADY_EXISTS',
  message: 'Another reseller in the country has this tax id.',
  path: ['input', 'taxId'],
});
registerConstraint('reseller_partner_location_id_key', {
  code: 'ALREADY_EXISTS',
  message: 'Another reseller has this partner location id.',
  path: ['input', 'partnerLocationId'],
});

registerConstraint('credit_account_reseller_id_currency_code_key', {
  code: 'ALREADY_EXISTS',
  message:
    'The reseller has a credit account in the currency. creditLimitChange changes its limit.',
  path: ['input', 'limit', 'currencyCode'],
});
export interface NewCompany {
  legalName: string;
  /** ISO 3166-1 alpha-2. */
  countryCode: string;
  /** In the form in which it is compared: the same number always looks the same. */
  taxId: string;
  type: ResellerType;
  tier: ResellerTier;
  partnerLocationId: string | null;
  partnerGlobalId: string | null;
}

export interface NewCreditAccount {
  limit: Money;
  terms: PaymentTerms;
}

export interface GrantedMarket {
  id: string;
  marketCode: string;
  validFrom: string;
}

/** Makes what a reseller consists of. */
@Injectable()
export class ResellerWriteRepository {
  async add(tx: Tx, company: NewCompany): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO reseller.reseller (id, legal_name, country_code, tax_id, type, tier, partner_location_id, partner_global_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        company.legalName,
        company.countryCode,
        company.taxId,
        company.type,
        company.tier,
        company.partnerLocationId,
        company.partnerGlobalId,
      ],
    );
    return id;
  }

  /** Which of the markets are there and within sight. */
  async knownMarkets(
    tx: Tx,
    sight: ResellerSight,
    marketCodes: readonly string[],
  ): Promise<Set<string>> {
    const rows = await tx.query<{ code: string }>(
      `SELECT code FROM market.market_v WHERE code = ANY ($1) AND ($2::uuid[] IS NULL OR region_id = ANY ($2))`,
      // What cannot be a code, such as a text with NUL, must not reach the database.
      [marketCodes.filter(isStorableText), sight.kind === 'REGIONS' ? sight.regionIds : null],
    );
    return new Set(rows.map(({ code }) => code));
  }

  /** From the day on that it is now in each of the markets, without end. */
  authorize(tx: Tx, resellerId: string, marketCodes: readonly string[]): Promise<GrantedMarket[]> {
    return tx.query<GrantedMarket>(
      `INSERT INTO reseller.market_authorization (id, reseller_id, market_code, valid_from)
       SELECT g.id, $1, m.code, m.today
       FROM unnest($2::uuid[], $3::text[]) AS g (id, code) JOIN market.market_v m ON m.code = g.code
       RETURNING id, market_code AS "marketCode", valid_from::text AS "validFrom"`,
      [resellerId, marketCodes.map(() => newId()), marketCodes],
    );
  }

  /** The ids of the accounts, in their order. */
  async openAccounts(
    tx: Tx,
    resellerId: string,
    accounts: readonly NewCreditAccount[],
  ): Promise<string[]> {
    const ids = accounts.map(() => newId());
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO reseller.credit_account (id, reseller_id, currency_code, limit_minor, terms)
       SELECT a.id, $1, a.currency, a.minor, a.terms
       FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[]) AS a (id, currency, minor, terms)
       RETURNING id`,
      [
        resellerId,
        ids,
        accounts.map(({ limit }) => limit.currencyCode),
        accounts.map(({ limit }) => limit.minor),
        accounts.map(({ terms }) => terms),
      ],
    );
    assert(rows.length === ids.length, 'every account was opened');
    return ids;
  }
}

import { isCurrencyCode, Money, newId } from '../../../src/kernel/index.js';
import type {
  PaymentTerms,
  ResellerTier,
  ResellerType,
} from '../../../src/reseller/reseller.enum.js';
import type { RelationshipState } from '../../../src/reseller/relationship.machine.js';
import type { ResellerState } from '../../../src/reseller/reseller.machine.js';
import type { WorldDatabase } from './world-database.js';

export interface ResellerOptions {
  legalName?: string;
  taxId?: string;
  countryCode?: string;
  type?: ResellerType;
  tier?: ResellerTier;
  state?: ResellerState;
  stateBeforeSuspension?: 'ACTIVE' | 'REAUTHORIZATION_DUE';
  reauthorizationDueOn?: string;
  partnerLocationId?: string;
  partnerGlobalId?: string;
  /** Codes of the markets that it is authorised for, since 2020 and without end. */
  markets?: string[];
  /** Per currency the limit as a decimal, such as { EUR: '10000.00' }; NET_30. */
  creditLimits?: Record<string, string>;
}

export interface PeriodOptions {
  resellerId: string;
  marketCode: string;
  validFrom?: string;
  validUntil?: string | null;
}

export interface AddressOptions {
  resellerId: string;
  countryCode?: string;
  label?: string;
  state?: 'ACTIVE' | 'ARCHIVED';
}

export interface AgreementOptions {
  regionId: string;
  number?: number;
  title?: string;
  requiredFrom?: string;
  /** English alone unless given. */
  locales?: string[];
}

export interface AcceptanceOptions {
  agreementId: string;
  resellerId: string;
  userId: string;
}

export interface RelationshipOptions {
  distributorId: string;
  indirectResellerId: string;
  state?: RelationshipState;
  /** The distributor unless given. */
  requestedBy?: 'DISTRIBUTOR' | 'INDIRECT_RESELLER';
}

export interface CreditAccountOptions {
  resellerId: string;
  currencyCode: string;
  /** Decimals such as '10000.00'. */
  limit: string;
  /** Without orders and payments behind it, which invariants() reports. */
  exposure?: string;
  terms?: PaymentTerms;
}

let resellers = 0;

/** Adds an active direct reseller of the lowest tier unless the options say otherwise, and gives its id. */
export async function addReseller(
  db: WorldDatabase,
  options: ResellerOptions = {},
): Promise<string> {
  resellers += 1;
  const id = newId();
  const { markets = [], creditLimits = {}, ...given } = options;
  const row = {
    legalName: `Reseller ${resellers}`,
    taxId: `TAX-${id}`,
    countryCode: 'DE',
    type: 'DIRECT_RESELLER',
    tier: 'REGISTERED',
    partnerLocationId: null,
    partnerGlobalId: null,
    ...stateOf(options),
    ...given,
  };
  await db.query(
    `INSERT INTO reseller.reseller (id, legal_name, tax_id, country_code, type, tier, state,
       state_before_suspension, reauthorization_due_on, partner_location_id, partner_global_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      row.legalName,
      row.taxId,
      row.countryCode,
      row.type,
      row.tier,
      row.state,
      row.stateBeforeSuspension,
      row.reauthorizationDueOn,
      row.partnerLocationId,
      row.partnerGlobalId,
    ],
  );
  for (const marketCode of markets) await addAuthorization(db, { resellerId: id, marketCode });
  for (const [currencyCode, limit] of Object.entries(creditLimits)) {
    await addCreditAccount(db, { resellerId: id, currencyCode, limit });
  }
  return id;
}

export async function addAuthorization(db: WorldDatabase, options: PeriodOptions): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO reseller.market_authorization (id, reseller_id, market_code, valid_from, valid_until)
     VALUES ($1, $2, $3, $4, $5)`,
    [
      id,
      options.resellerId,
      options.marketCode,
      options.validFrom ?? '2020-01-01',
      options.validUntil ?? null,
    ],
  );
  return id;
}

export async function addTaxExemption(db: WorldDatabase, options: PeriodOptions): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO reseller.tax_exemption (id, reseller_id, market_code, certificate_number, valid_from, valid_until)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      id,
      options.resellerId,
      options.marketCode,
      `EX-${id.slice(-6)}`,
      options.validFrom ?? '2020-01-01',
      options.validUntil ?? null,
    ],
  );
  return id;
}

export async function addAddress(db: WorldDatabase, options: AddressOptions): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO reseller.address (id, reseller_id, label, recipient, line1, city, postal_code, country_code, state)
     VALUES ($1, $2, $3, 'Goods inwards', 'Hafenstr. 12', 'Hamburg', '20457', $4, $5)`,
    [
      id,
      options.resellerId,
      options.label ?? 'Warehouse',
      options.countryCode ?? 'DE',
      options.state ?? 'ACTIVE',
    ],
  );
  return id;
}

/** Adds a version of a region's agreement, required since 2020 unless the options say otherwise. */
export async function addAgreement(db: WorldDatabase, options: AgreementOptions): Promise<string> {
  const id = newId();
  const number = options.number ?? 1;
  await db.query(
    `INSERT INTO reseller.agreement (id, region_id, number, published_at, required_from)
     VALUES ($1, $2, $3, '2020-01-01', $4)`,
    [id, options.regionId, number, options.requiredFrom ?? '2020-01-01'],
  );
  await db.query(
    `INSERT INTO reseller.agreement_text (agreement_id, locale, title, body)
     SELECT $1, l.locale, $3, 'You sell, we deliver.' FROM unnest($2::text[]) AS l (locale)`,
    [id, options.locales ?? ['en'], options.title ?? `Partner agreement ${number}`],
  );
  return id;
}

export async function acceptAgreement(
  db: WorldDatabase,
  options: AcceptanceOptions,
): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO reseller.agreement_acceptance (id, agreement_id, reseller_id, locale, accepted_by)
     VALUES ($1, $2, $3, 'en', $4)`,
    [id, options.agreementId, options.resellerId, options.userId],
  );
  return id;
}

/** Adds an active relationship that the distributor asked for, unless the options say otherwise. */
export async function addRelationship(
  db: WorldDatabase,
  options: RelationshipOptions,
): Promise<string> {
  const id = newId();
  const { state = 'ACTIVE' } = options;
  await db.query(
    `INSERT INTO reseller.partner_relationship
       (id, distributor_id, indirect_reseller_id, requested_by_id, state, activated_at, ended_at)
     VALUES ($1, $2, $3, $7, $4, $5, $6)`,
    [
      id,
      options.distributorId,
      options.indirectResellerId,
      state,
      state === 'ACTIVE' || state === 'ENDED' ? new Date() : null,
      state === 'ENDED' || state === 'DECLINED' ? new Date() : null,
      options.requestedBy === 'INDIRECT_RESELLER'
        ? options.indirectResellerId
        : options.distributorId,
    ],
  );
  return id;
}

export async function addCreditAccount(
  db: WorldDatabase,
  options: CreditAccountOptions,
): Promise<string> {
  const id = newId();
  const { currencyCode, limit, exposure = '0' } = options;
  await db.query(
    `INSERT INTO reseller.credit_account (id, reseller_id, currency_code, limit_minor, exposure_minor, terms)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      id,
      options.resellerId,
      currencyCode,
      minorOf(limit, currencyCode),
      minorOf(exposure, currencyCode),
      options.terms ?? 'NET_30',
    ],
  );
  return id;
}

/** What goes with a state unless the options say otherwise. */
function stateOf({ state = 'ACTIVE' }: ResellerOptions): {
  state: ResellerState;
  stateBeforeSuspension: string | null;
  reauthorizationDueOn: string | null;
} {
  return {
    state,
    stateBeforeSuspension: state === 'SUSPENDED' ? 'ACTIVE' : null,
    reauthorizationDueOn: state === 'REAUTHORIZATION_DUE' ? '2999-01-01' : null,
  };
}

function minorOf(amount: string, currencyCode: string): string {
  const money = isCurrencyCode(currencyCode) ? Money.parse(amount, currencyCode) : undefined;
  if (!money) throw new Error(`${amount} ${currencyCode} is no amount of money.`);
  return money.minor.toString();
}

import { newId } from '../../kernel/index.js';
import { agreementBody, DEMO_AGREEMENTS } from './agreements.data.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import { demoMarket, found } from './offer-plan.js';
import { exposureOf } from './past-order-ledger.js';
import type { PastOrder } from './past-order-plan.js';
import { DEMO_PEOPLE } from './people.data.js';
import { money } from './price-plan.js';
import type { DemoReseller } from './demo-reseller.js';
import { DEMO_RELATIONSHIPS, DEMO_RESELLERS } from './resellers.data.js';

export async function seedResellers(seed: DemoSeed, orders: readonly PastOrder[]): Promise<void> {
  await seed.insert(
    'reseller.reseller',
    DEMO_RESELLERS.map((reseller) => resellerRow(seed, reseller)),
  );
  await seed.insert('reseller.address', addressRows(seed));
  await seed.insert('reseller.market_authorization', authorizationRows(seed));
  await seed.insert('reseller.tax_exemption', exemptionRows(seed));
  await seed.insert('reseller.credit_account', creditRows(seed, orders));
  await seed.insert(
    'reseller.partner_relationship',
    DEMO_RELATIONSHIPS.map((relationship) => ({
      id: newId(),
      ...askedPartner(relationship),
      distributor_id: seed.id('reseller', relationship.distributor),
      indirect_reseller_id: seed.id('reseller', relationship.indirectReseller),
      requested_by_id: seed.id('reseller', relationship.requestedBy),
      state: relationship.state,
      requested_at: seed.instant(relationship.requestedOn),
      activated_at: relationship.activatedOn ? seed.instant(relationship.activatedOn) : null,
      ended_at: relationship.endedOn ? seed.instant(relationship.endedOn) : null,
    })),
  );
}

/** How the one who asked named the other side. */
function askedPartner({
  distributor,
  indirectReseller,
  requestedBy,
}: (typeof DEMO_RELATIONSHIPS)[number]): DemoRow {
  const key = requestedBy === distributor ? indirectReseller : distributor;
  const asked = found(
    DEMO_RESELLERS.find((reseller) => reseller.key === key),
    `the reseller ${key}`,
  );
  return {
    partner_location_id: asked.partnerLocationId,
    partner_country_code: asked.countryCode,
  };
}

function resellerRow(seed: DemoSeed, reseller: DemoReseller): DemoRow {
  return {
    id: seed.id('reseller', reseller.key),
    legal_name: reseller.legalName,
    tax_id: reseller.taxId,
    country_code: reseller.countryCode,
    type: reseller.type,
    tier: reseller.tier,
    state: reseller.state,
    state_before_suspension: reseller.state === 'SUSPENDED' ? 'ACTIVE' : null,
    reauthorization_due_on: seed.optionalDay(reseller.reauthorizationDueOn),
    partner_location_id: reseller.partnerLocationId,
    partner_global_id: reseller.partnerGlobalId,
    created_at: seed.instant(-605),
    ...standingOf(seed, reseller),
  };
}

/** Who is asked to be reauthorised has gone more than a year without; the others went through it some months ago. */
function standingOf(seed: DemoSeed, { state }: DemoReseller): DemoRow {
  const authorizedAt = seed.instant(state === 'REAUTHORIZATION_DUE' ? -400 : -240);
  return {
    authorized_at: authorizedAt,
    state_since: state === 'ACTIVE' ? authorizedAt : seed.instant(-35),
    state_reason: state === 'SUSPENDED' ? 'Invoices are overdue.' : null,
  };
}

function addressRows(seed: DemoSeed): DemoRow[] {
  return DEMO_RESELLERS.flatMap((reseller) =>
    reseller.addresses.map((address) => ({
      id: addressId(seed, reseller, address.countryCode),
      reseller_id: seed.id('reseller', reseller.key),
      label: address.label,
      recipient: reseller.legalName,
      line1: address.line1,
      city: address.city,
      region: address.region ?? null,
      postal_code: address.postalCode,
      country_code: address.countryCode,
      phone: address.phone,
    })),
  );
}

/** A demo reseller has one address per country. */
export function addressId(seed: DemoSeed, reseller: DemoReseller, countryCode: string): string {
  return seed.id('address', `${reseller.key}/${countryCode}`);
}

function authorizationRows(seed: DemoSeed): DemoRow[] {
  return DEMO_RESELLERS.flatMap((reseller) =>
    reseller.markets.map(({ market, from, until }) => ({
      id: newId(),
      reseller_id: seed.id('reseller', reseller.key),
      market_code: market,
      valid_from: seed.day(from),
      valid_until: seed.optionalDay(until),
    })),
  );
}

function exemptionRows(seed: DemoSeed): DemoRow[] {
  return DEMO_RESELLERS.flatMap((reseller) =>
    (reseller.exemptions ?? []).map(({ market, certificateNumber, from }) => ({
      id: newId(),
      reseller_id: seed.id('reseller', reseller.key),
      market_code: market,
      certificate_number: certificateNumber,
      valid_from: seed.day(from),
      valid_until: null,
    })),
  );
}

function creditRows(seed: DemoSeed, orders: readonly PastOrder[]): DemoRow[] {
  return DEMO_RESELLERS.flatMap((reseller) =>
    reseller.credit.map(({ currencyCode, limit, terms }) => ({
      id: creditAccountId(seed, reseller.key, currencyCode),
      reseller_id: seed.id('reseller', reseller.key),
      currency_code: currencyCode,
      limit_minor: money(limit, currencyCode).minor,
      exposure_minor: exposureOf(orders, reseller.key, currencyCode).minor,
      terms,
    })),
  );
}

export function creditAccountId(seed: DemoSeed, reseller: string, currencyCode: string): string {
  return seed.id('credit', `${reseller}/${currencyCode}`);
}

export async function seedAgreements(seed: DemoSeed): Promise<void> {
  await seed.insert(
    'reseller.agreement',
    DEMO_AGREEMENTS.map((agreement) => ({
      id: seed.id('agreement', `${agreement.region}/${agreement.number}`),
      region_id: seed.id('region', agreement.region),
      number: agreement.number,
      published_at: seed.instant(agreement.publishedOn),
      required_from: seed.instant(agreement.requiredFrom),
    })),
  );
  await seed.insert(
    'reseller.agreement_text',
    DEMO_AGREEMENTS.map((agreement) => ({
      agreement_id: seed.id('agreement', `${agreement.region}/${agreement.number}`),
      locale: 'en',
      title: agreement.title,
      body: agreementBody(agreement.title, agreement.number),
    })),
  );
  await seed.insert(
    'reseller.agreement_acceptance',
    DEMO_AGREEMENTS.flatMap((agreement) =>
      resellersIn(agreement.region)
        .filter(({ key }) => !agreement.notAcceptedBy.includes(key))
        .map((reseller) => ({
          id: newId(),
          agreement_id: seed.id('agreement', `${agreement.region}/${agreement.number}`),
          reseller_id: seed.id('reseller', reseller.key),
          locale: 'en',
          accepted_by: seed.id('user', administratorOf(reseller)),
          accepted_at: seed.instant(
            agreement.number === 1 ? -598 : Number(agreement.publishedOn) + 2,
          ),
        })),
    ),
  );
}

/** Those with an authorisation for a market that is or was in the region. */
function resellersIn(region: string): DemoReseller[] {
  return DEMO_RESELLERS.filter(({ markets }) =>
    markets.some(({ market }) =>
      demoMarket(market).regions.some((membership) => membership.region === region),
    ),
  );
}

export function administratorOf(reseller: DemoReseller): string {
  const person = DEMO_PEOPLE.find(
    (entry) =>
      'reseller' in entry && entry.reseller === reseller.key && entry.role === 'RESELLER_ADMIN',
  );
  return found(person, `an administrator of ${reseller.key}`).email;
}

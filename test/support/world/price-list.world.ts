import { newId } from '../../../src/kernel/index.js';
import type { Answer, Portal } from '../portal.js';
import { addReseller } from './reseller.world.js';
import { addMarket, addRegion } from './market.world.js';
import { addStaff, openShop, type Person, type Shop } from './shop.world.js';

/** A shop, with those who look after its prices, and markets in other currencies and another region. */
export interface PriceOffice {
  portal: Portal;
  shop: Shop;
  manager: Person;
  /** Looks after APAC alone, where JP is. */
  farManager: Person;
  farRegionId: string;
}

export async function openPriceOffice(portal: Portal): Promise<PriceOffice> {
  const shop = await openShop(portal);
  const farRegionId = await addRegion(portal.db, { code: 'APAC' });
  const { db } = portal;
  await addMarket(db, { code: 'FR', name: 'France', regionId: shop.regionId });
  await addMarket(db, {
    code: 'KW',
    currencyCode: 'KWD',
    timeZone: 'Asia/Kuwait',
    regionId: shop.regionId,
  });
  await addMarket(db, {
    code: 'JP',
    currencyCode: 'JPY',
    timeZone: 'Asia/Tokyo',
    regionId: farRegionId,
  });
  return {
    portal,
    shop,
    manager: await addStaff(portal, 'CATALOG_MANAGER'),
    farManager: await addStaff(portal, 'CATALOG_MANAGER', [farRegionId]),
    farRegionId,
  };
}

/** A reseller that the far manager's region does not know. */
export function addNearReseller(portal: Portal): Promise<string> {
  return addReseller(portal.db, { markets: ['DE'] });
}

const ERRORS = 'userErrors { code message path ... on UserError { __typename } }';

export const LIST_FIELDS =
  'id code name marketCode currencyCode audience tier resellerId validFrom validUntil priority state version';

export interface Asked {
  input: object;
  /** Of the payload besides the errors. */
  select?: string;
  /** Facts of the errors, such as "rule version". */
  facts?: string;
}

/** Sends a mutation of price lists; answers with top-level errors are thrown. */
export async function change(
  { portal, manager }: PriceOffice,
  name: string,
  asked: Asked,
  token = manager.token,
): Promise<Answer['data']> {
  const answer = await changeRaw(portal, name, asked, token);
  if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
  return answer.data[name];
}

export function changeRaw(
  portal: Portal,
  name: string,
  { input, select = `priceList { ${LIST_FIELDS} }`, facts = 'rule' }: Asked,
  token: string,
): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const errors = `${ERRORS.slice(0, -1)} ... on ${type.slice(0, -5)}UserError { ${facts} } }`;
  return portal.ask(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${select} ${errors} } }`,
    { input },
    { token },
  );
}

/** Refusals in one line each: code, place and rule. */
export function briefly(payload: Answer['data']): string[] {
  return payload.userErrors.map(
    ({ code, path, rule }: { code: string; path: string[]; rule?: string }) =>
      [code, path.join('.'), rule].filter(Boolean).join(' '),
  );
}

/** What of prices is stored: for tests that nothing has changed. */
export async function priceContent(portal: Portal): Promise<object[]> {
  return portal.rows(
    `SELECT to_jsonb(l) AS row FROM pricing.price_list l
     UNION ALL SELECT to_jsonb(e) FROM pricing.price_entry e
     UNION ALL SELECT jsonb_build_object('audit', count(*)) FROM platform.audit_record
     UNION ALL SELECT jsonb_build_object('outbox', count(*)) FROM platform.outbox
     UNION ALL SELECT jsonb_build_object('keys', count(*)) FROM platform.idempotency
     UNION ALL SELECT jsonb_build_object(code, catalog_revision) FROM market.market
     ORDER BY 1`,
  );
}

export interface Recorded {
  operation: string;
  entity_version: number;
  old: object | null;
  new: object | null;
  actor_user_id: string;
  market_code: string;
  type: string;
}

/** The audit records of a list with their events, oldest first. */
export function recordsOf(portal: Portal, listId: string): Promise<Recorded[]> {
  return portal.rows<Recorded>(
    `SELECT a.operation, a.entity_version, a.old, a.new, a.actor_user_id, a.market_code, o.type
     FROM platform.audit_record a LEFT JOIN platform.outbox o ON o.audit_id = a.id
     WHERE a.entity = 'PRICE_LIST' AND a.entity_id = $1 ORDER BY a.seq`,
    [listId],
  );
}

export async function revisionOf(portal: Portal, market: string): Promise<number> {
  const [row] = await portal.rows<{ revision: number }>(
    'SELECT catalog_revision::integer AS revision FROM market.market WHERE code = $1',
    [market],
  );
  return row?.revision ?? -1;
}

export const NO_PRICES = { created: 0, updated: 0, removed: 0, unchanged: 0, replayed: false };

export interface PriceRowSent {
  priceListCode: string;
  sku: string;
  minimumQuantity?: number;
  unitPrice?: { amount: string; currencyCode: string } | null;
}

/** A row in euro for DE-PREMIER unless the changes say otherwise; an amount of null takes the price away. */
export function row(
  sku: string,
  minimumQuantity: number,
  amount: string | null,
  changes: object = {},
): PriceRowSent {
  const unitPrice = amount === null ? null : { amount, currencyCode: 'EUR' };
  return { priceListCode: 'DE-PREMIER', sku, minimumQuantity, unitPrice, ...changes };
}

/** Sets prices with a key of its own, unless the options name one. */
export function setPrices(
  office: PriceOffice,
  rows: readonly PriceRowSent[],
  { token, ...rest }: { mode?: string; idempotencyKey?: string; token?: string } = {},
): Promise<Answer['data']> {
  return change(
    office,
    'pricesSet',
    {
      input: { idempotencyKey: newId(), rows, ...rest },
      select: 'created updated removed unchanged replayed',
      facts: 'rule expectedCurrencyCode min max increment',
    },
    token,
  );
}

/** The stored breaks of a list, such as "SKU-A 10+ 52500". */
export async function entriesOf(portal: Portal, code: string): Promise<string[]> {
  const rows = await portal.rows<{ entry: string }>(
    `SELECT v.sku || ' ' || e.minimum_quantity || '+ ' || e.unit_price_minor AS entry
     FROM pricing.entry_v e JOIN catalog.variant v ON v.id = e.variant_id
     WHERE e.code = $1 ORDER BY v.sku, e.minimum_quantity`,
    [code],
  );
  return rows.map(({ entry }) => entry);
}

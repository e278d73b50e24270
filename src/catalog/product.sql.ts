import { PUBLIC_MARKET_STATES } from '../market/index.js';

/*
 * The statements that read products. A product comes as one row with its variants, specs, listings, certificates and
 * technologies as JSON, so that a page takes one statement, however many products and whatever is selected.
 */

const SPECS = `
  SELECT coalesce(json_agg(json_build_object(
    'code', d.code, 'name', d.name, 'type', d.type, 'unit', d.unit,
    'numberValue', trim_scale(s.number_value)::text, 'textValue', s.text_value, 'booleanValue', s.boolean_value
  ) ORDER BY d.position, d.code), '[]')
  FROM catalog.variant_spec s JOIN catalog.spec_definition d ON d.id = s.definition_id
  WHERE s.variant_id = v.id`;

const LISTING = `
  SELECT json_build_object(
    'id', o.listing_id, 'version', l.version, 'sku', o.sku, 'productId', o.product_id,
    'marketCode', o.market_code, 'stage', o.stage, 'preorderFrom', l.preorder_from, 'onSaleFrom', l.on_sale_from, 'lastTimeBuyFrom', l.last_time_buy_from, 'endOfSaleOn', l.end_of_sale_on,
    'endOfServiceOn', l.end_of_service_on, 'orderableFrom', o.orderable_from, 'pausedReason', o.paused_reason,
    'minimumQuantity', o.minimum_quantity, 'maximumQuantity', o.maximum_quantity,
    'quantityIncrement', o.quantity_increment, 'certificateState', o.certificate_state,
    'certifiedUntil', o.certified_until
  )
  FROM catalog.offer_v o JOIN catalog.listing l ON l.id = o.listing_id
  WHERE o.variant_id = v.id AND o.market_code = $1`;

const VARIANTS = `
  SELECT coalesce(json_agg(json_build_object(
    'id', v.id, 'sku', v.sku, 'mpn', v.mpn, 'gtin', v.gtin, 'position', v.position, 'version', v.version, 'specs', (${SPECS}), 'listing', (${LISTING})
  ) ORDER BY v.position, v.id), '[]')
  FROM catalog.variant v WHERE v.product_id = p.id`;

const PUBLIC_STATES = PUBLIC_MARKET_STATES.map((state) => `'${state}'`).join(', ');

/** In the market asked for; where none was, in those that outsiders know of, so that no plan shows before its day. */
const inMarket = (alias: string) => `
    CASE WHEN $1::text IS NOT NULL THEN ${alias}.market_code = $1
      ELSE ${alias}.market_code IN (SELECT m.code FROM market.market_v m WHERE m.state IN (${PUBLIC_STATES})) END`;

const CERTIFICATES = `
  SELECT coalesce(json_agg(json_build_object(
    'id', c.id, 'productId', c.product_id, 'marketCode', c.market_code, 'scheme', c.scheme, 'number', c.number,
    'validFrom', c.valid_from, 'validUntil', c.valid_until, 'version', c.version
  ) ORDER BY c.market_code, c.valid_from DESC, c.id), '[]')
  FROM catalog.certificate c WHERE c.product_id = p.id AND ${inMarket('c')}`;

const TECHNOLOGIES = `
  SELECT coalesce(json_agg(json_build_object(
    'code', t.code, 'name', t.name, 'productHandle', p.handle, 'marketCode', a.market_code, 'status', a.status,
    'note', a.note, 'source', a.source
  ) ORDER BY a.market_code, t.code), '[]')
  FROM catalog.technology_availability a JOIN catalog.technology t ON t.code = a.technology_code
  WHERE a.product_id = p.id AND ${inMarket('a')}`;

/** The market is $1 in every statement that shows a card. */
const CARD = `
  p.id, p.handle, p.category, p.brand, p.launched_on::text AS "launchedOn", p.version, t.locale,
  coalesce(t.name, p.handle) AS name, coalesce(t.description, '') AS description,
  (${VARIANTS}) AS variants, (${CERTIFICATES}) AS certificates, (${TECHNOLOGIES}) AS technologies`;

/** The text in the first of the languages that there is, else in any. */
const textIn = (locales: string) => `
  LEFT JOIN LATERAL (
    SELECT x.locale, x.name, x.description FROM catalog.product_text x WHERE x.product_id = p.id
    ORDER BY array_position(${locales}, x.locale) NULLS LAST, x.locale LIMIT 1
  ) t ON true`;

/** The cards of the products that a statement finds: of `page (id, key)`, which its `WITH` clauses make. */
export function cardsStatement({
  ctes,
  descending,
}: {
  ctes: string;
  descending: boolean;
}): string {
  const by = descending ? 'DESC' : 'ASC';
  return `
    WITH ${ctes}
    SELECT ${CARD}, page.key::text AS "sortKey"
    FROM page JOIN catalog.product p ON p.id = page.id ${textIn('$2::text[]')}
    ORDER BY page.key ${by}, page.id ${by}`;
}

export const ONE_SQL = `
  SELECT ${CARD}, p.sort_name AS "sortKey"
  FROM catalog.product p ${textIn('$2::text[]')}
  WHERE p.id = $3::uuid OR p.handle = $4::text OR p.id = (SELECT product_id FROM catalog.variant WHERE sku = $5::text)`;

export const DEFINITIONS_SQL =
  'SELECT id, code, type FROM catalog.spec_definition WHERE code = ANY ($1)';

import { PUBLIC_MARKET_STATES } from '../market/index.js';

/*
 * The statement that reads a product as those see it who change it: one row with its variants, specs, certificates and
 * technologies as JSON. What buyers see of products comes from the statement of the storefront.
 */

const SPECS = `
  SELECT coalesce(json_agg(json_build_object(
    'code', d.code, 'name', d.name, 'type', d.type, 'unit', d.unit,
    'numberValue', trim_scale(s.number_value)::text, 'textValue', s.text_value, 'booleanValue', s.boolean_value
  ) ORDER BY d.position, d.code), '[]')
  FROM catalog.variant_spec s JOIN catalog.spec_definition d ON d.id = s.definition_id
  WHERE s.variant_id = v.id`;

const VARIANTS = `
  SELECT coalesce(json_agg(json_build_object(
    'id', v.id, 'sku', v.sku, 'mpn', v.mpn, 'gtin', v.gtin, 'position', v.position, 'version', v.version, 'specs', (${SPECS})
  ) ORDER BY v.position, v.id), '[]')
  FROM catalog.variant v WHERE v.product_id = p.id`;

const PUBLIC_STATES = PUBLIC_MARKET_STATES.map((state) => `'${state}'`).join(', ');

/** Those that outsiders know of, so that no plan shows before its day. */
const inPublic = (alias: string) =>
  `${alias}.market_code IN (SELECT m.code FROM market.market_v m WHERE m.state IN (${PUBLIC_STATES}))`;

const CERTIFICATES = `
  SELECT coalesce(json_agg(json_build_object(
    'id', c.id, 'productId', c.product_id, 'marketCode', c.market_code, 'scheme', c.scheme, 'number', c.number,
    'validFrom', c.valid_from, 'validUntil', c.valid_until, 'version', c.version
  ) ORDER BY c.market_code, c.valid_from DESC, c.id), '[]')
  FROM catalog.certificate c WHERE c.product_id = p.id AND ${inPublic('c')}`;

const TECHNOLOGIES = `
  SELECT coalesce(json_agg(json_build_object(
    'code', t.code, 'name', t.name, 'productHandle', p.handle, 'marketCode', a.market_code, 'status', a.status,
    'note', a.note, 'source', a.source
  ) ORDER BY a.market_code, t.code), '[]')
  FROM catalog.technology_availability a JOIN catalog.technology t ON t.code = a.technology_code
  WHERE a.product_id = p.id AND ${inPublic('a')}`;

/** The text in the language asked for, else in any. */
export const ONE_SQL = `
  SELECT p.id, p.handle, p.category, p.brand, p.launched_on::text AS "launchedOn", p.version, t.locale,
    coalesce(t.name, p.handle) AS name, coalesce(t.description, '') AS description,
    (${VARIANTS}) AS variants, (${CERTIFICATES}) AS certificates, (${TECHNOLOGIES}) AS technologies
  FROM catalog.product p
  LEFT JOIN LATERAL (
    SELECT x.locale, x.name, x.description FROM catalog.product_text x WHERE x.product_id = p.id
    ORDER BY x.locale <> $2, x.locale LIMIT 1
  ) t ON true
  WHERE p.id = $1::uuid`;

export const DEFINITIONS_SQL =
  'SELECT id, code, type FROM catalog.spec_definition WHERE code = ANY ($1)';

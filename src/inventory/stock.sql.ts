/* The statements of the stock repository. The columns of each are the fields of the type that it returns. */

/** Whether a market is one of somebody's regions ($1: their ids; null: all). The list is made once per statement. */
const ownMarket = (market: string): string =>
  `($1::uuid[] IS NULL OR ${market} = ANY (ARRAY(SELECT k.code FROM market.market_v k WHERE k.region_id = ANY ($1))))`;

const serves = (condition: string): string =>
  `EXISTS (SELECT FROM inventory.location_market m WHERE m.location_id = s.id${condition})`;

/** Whether somebody sees the location s. */
const SEEN = `($1::uuid[] IS NULL OR NOT ${serves('')} OR ${serves(` AND ${ownMarket('m.market_code')}`)})`;

const SERVES_OTHERS = serves(` AND NOT ${ownMarket('m.market_code')}`);

const LOCATION_JSON = `
  json_build_object('id', s.id, 'code', s.code, 'name', s.name, 'countryCode', s.country_code, 'version', s.version,
    'servesOtherRegions', ${SERVES_OTHERS}, 'markets', (
    SELECT coalesce(json_agg(json_build_object(
        'marketCode', m.market_code, 'preference', m.preference, 'leadDays', m.lead_days) ORDER BY m.market_code), '[]')
    FROM inventory.location_market m
    WHERE m.location_id = s.id AND ${ownMarket('m.market_code')}))`;

export const LOCATIONS = `
  SELECT ${LOCATION_JSON} AS location FROM inventory.stock_location s WHERE ${SEEN} ORDER BY s.code`;

export const LOCATION = `
  SELECT ${LOCATION_JSON} AS location FROM inventory.stock_location s WHERE ${SEEN} AND s.code = $2`;

export const LOCKED_LOCATION = `
  SELECT s.id, s.code, s.name, s.country_code AS "countryCode", s.version, ${SERVES_OTHERS} AS "servesOtherRegions"
  FROM inventory.stock_location s WHERE ${SEEN} AND s.code = $2 FOR NO KEY UPDATE OF s`;

/** A row for a market that the caller knows of, with how the location serves it. */
export const SERVED_MARKET = `
  SELECT CASE WHEN m.location_id IS NOT NULL
    THEN json_build_object('preference', m.preference, 'leadDays', m.lead_days) END AS serves
  FROM market.market_v v
  LEFT JOIN inventory.location_market m ON m.market_code = v.code AND m.location_id = $2
  WHERE v.code = $3 AND ${ownMarket('v.code')}`;

const TOTAL = (sum: string): string => `coalesce(least(sum(${sum}), 2147483647), 0)::integer`;

export const LOCATION_TOTALS = `
  SELECT w.id AS "locationId", t.skus, t."onHand", t.allocated, t.available, i.inbound
  FROM unnest($1::uuid[]) AS w (id)
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE l.on_hand > 0)::integer AS skus, ${TOTAL('l.on_hand')} AS "onHand",
      ${TOTAL('l.allocated')} AS allocated, ${TOTAL('l.on_hand - l.allocated')} AS available
    FROM inventory.stock_level l WHERE l.location_id = w.id
  ) t
  CROSS JOIN LATERAL (
    SELECT ${TOTAL('n.quantity')} AS inbound FROM inventory.inbound_stock n WHERE n.location_id = w.id
  ) i`;

const LEVEL = `
  SELECT l.id, l.variant_id AS "variantId", v.sku, l.on_hand AS "onHand", l.allocated,
         l.on_hand - l.allocated AS available, ${LOCATION_JSON} AS location, (
           SELECT coalesce(json_agg(json_build_object(
               'id', i.id, 'quantity', i.quantity, 'expectedOn', i.expected_on, 'version', i.version) ORDER BY i.expected_on, i.id), '[]')
           FROM inventory.inbound_stock i
           WHERE i.variant_id = l.variant_id AND i.location_id = l.location_id) AS inbound
  FROM inventory.stock_level l
  JOIN catalog.variant_v v ON v.variant_id = l.variant_id
  JOIN inventory.stock_location s ON s.id = l.location_id`;

const SELECTED = `
  WHERE ${SEEN} AND ($2::text IS NULL OR v.sku = $2) AND ($3::text IS NULL OR s.code = $3)
    AND ($4::text IS NULL OR starts_with(v.sku, $4))
    AND ($5::text IS NULL OR ${serves(` AND m.market_code = $5 AND ${ownMarket('m.market_code')}`)})
    AND ($6::integer IS NULL OR l.on_hand - l.allocated <= $6)`;

export const LEVELS_FORWARD = `${LEVEL}${SELECTED}
  AND ($7::text IS NULL OR (v.sku, s.code) > ($7, $8::text))
  ORDER BY v.sku, s.code LIMIT $9`;

export const LEVELS_BACKWARD = `${LEVEL}${SELECTED}
  AND ($7::text IS NULL OR (v.sku, s.code) < ($7, $8::text))
  ORDER BY v.sku DESC, s.code DESC LIMIT $9`;

export const LEVEL_COUNT = `
  SELECT count(*)::integer AS count
  FROM inventory.stock_level l
  JOIN catalog.variant_v v ON v.variant_id = l.variant_id
  JOIN inventory.stock_location s ON s.id = l.location_id${SELECTED}`;

export const LEVEL_OF_PLACE = `${LEVEL}
  WHERE l.variant_id = $2 AND l.location_id = $3`;

export const PLACE = `
  SELECT (SELECT variant_id FROM catalog.variant_v WHERE sku = $2) AS "variantId",
         (SELECT s.id FROM inventory.stock_location s WHERE s.code = $3 AND ${SEEN}) AS "locationId"`;

/** Where rows of SKUs and location codes lead, in their order. OFFSET 0: each is looked up by itself, in the index. */
export const PLACES = `
  WITH seen AS MATERIALIZED (
    SELECT s.id, s.code FROM inventory.stock_location s WHERE ${SEEN} AND s.code = ANY ($3::text[])
  )
  SELECT v.variant_id AS "variantId", s.id AS "locationId", l.on_hand AS "onHand"
  FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS r (sku, code, place)
  LEFT JOIN LATERAL (SELECT n.variant_id FROM catalog.variant_v n WHERE n.sku = r.sku OFFSET 0) v ON true
  LEFT JOIN seen s ON s.code = r.code
  LEFT JOIN LATERAL (
    SELECT n.on_hand FROM inventory.level_v n WHERE n.variant_id = v.variant_id AND n.location_id = s.id OFFSET 0
  ) l ON true
  ORDER BY r.place`;

export const EXPORTED_LEVELS = `
  WITH seen AS MATERIALIZED (
    SELECT s.id, s.code FROM inventory.stock_location s
    WHERE ${SEEN} AND ($2::text IS NULL OR s.code = $2)
      AND ($3::text IS NULL OR ${serves(` AND m.market_code = $3 AND ${ownMarket('m.market_code')}`)})
  )
  SELECT s.code AS "locationCode", v.sku, l.on_hand AS "onHand", '' AS reason
  FROM inventory.level_v l
  JOIN seen s ON s.id = l.location_id
  JOIN catalog.variant_v v ON v.variant_id = l.variant_id
  WHERE $4::text IS NULL OR (v.sku, s.code) > ($4, $5::text)
  ORDER BY v.sku, s.code LIMIT $6`;

/** What is on its way, with where to. */
export const INBOUND = `
  SELECT i.id, i.variant_id AS "variantId", i.location_id AS "locationId", v.sku, s.code AS "locationCode", i.quantity,
    to_char(i.expected_on, 'YYYY-MM-DD') AS "expectedOn", i.version
  FROM inventory.inbound_stock i
  JOIN catalog.variant_v v ON v.variant_id = i.variant_id
  JOIN inventory.stock_location s ON s.id = i.location_id
  WHERE ${SEEN} AND i.id = $2`;

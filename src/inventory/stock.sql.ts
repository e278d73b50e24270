/** The statements of the stock repository. The columns of each are the fields of the type that it returns. */
export const AVAILABILITY = `
  SELECT w.variant_id AS "variantId", coalesce(a.available, 0) AS available,
         to_char(a.next_inbound_on, 'YYYY-MM-DD') AS "nextInboundOn",
         a.next_inbound_quantity AS "nextInboundQuantity"
  FROM unnest($2::uuid[]) AS w (variant_id)
  LEFT JOIN (
    SELECT * FROM inventory.available_v WHERE market_code = $1 AND variant_id = ANY ($2::uuid[])
  ) a ON a.variant_id = w.variant_id`;

const LOCATION_JSON = `
  json_build_object('id', s.id, 'code', s.code, 'name', s.name, 'countryCode', s.country_code, 'markets', (
    SELECT coalesce(json_agg(json_build_object(
        'marketCode', m.market_code, 'preference', m.preference, 'leadDays', m.lead_days) ORDER BY m.market_code), '[]')
    FROM inventory.location_market m
    WHERE m.location_id = s.id))`;

export const LOCATIONS = `
  SELECT d.location ->> 'id' AS id, d.location ->> 'code' AS code, d.location ->> 'name' AS name,
         d.location ->> 'countryCode' AS "countryCode", d.location -> 'markets' AS markets
  FROM inventory.stock_location s
  CROSS JOIN LATERAL (SELECT ${LOCATION_JSON} AS location) d
  ORDER BY s.code`;

const LEVEL = `
  SELECT l.id, l.variant_id AS "variantId", v.sku, l.on_hand AS "onHand", l.allocated,
         l.on_hand - l.allocated AS available, ${LOCATION_JSON} AS location, (
           SELECT coalesce(json_agg(json_build_object(
               'id', i.id, 'quantity', i.quantity, 'expectedOn', i.expected_on) ORDER BY i.expected_on, i.id), '[]')
           FROM inventory.inbound_stock i
           WHERE i.variant_id = l.variant_id AND i.location_id = l.location_id) AS inbound
  FROM inventory.stock_level l
  JOIN catalog.variant_v v ON v.variant_id = l.variant_id
  JOIN inventory.stock_location s ON s.id = l.location_id`;

const SELECTED = `
  WHERE ($1::text IS NULL OR v.sku = $1) AND ($2::text IS NULL OR s.code = $2)`;

export const LEVELS_FORWARD = `${LEVEL}${SELECTED}
  AND ($3::text IS NULL OR (v.sku, s.code) > ($3, $4::text))
  ORDER BY v.sku, s.code LIMIT $5`;

export const LEVELS_BACKWARD = `${LEVEL}${SELECTED}
  AND ($3::text IS NULL OR (v.sku, s.code) < ($3, $4::text))
  ORDER BY v.sku DESC, s.code DESC LIMIT $5`;

export const LEVEL_COUNT = `
  SELECT count(*)::integer AS count
  FROM inventory.stock_level l
  JOIN catalog.variant_v v ON v.variant_id = l.variant_id
  JOIN inventory.stock_location s ON s.id = l.location_id${SELECTED}`;

export const LEVEL_OF_PLACE = `${LEVEL}
  WHERE l.variant_id = $1 AND l.location_id = $2`;

export const PLACE = `
  SELECT (SELECT variant_id FROM catalog.variant_v WHERE sku = $1) AS "variantId",
         (SELECT id FROM inventory.stock_location WHERE code = $2) AS "locationId"`;

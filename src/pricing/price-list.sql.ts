/** The list `l` with its state at the start of the transaction. */
export const LIST_COLUMNS = `
  l.id, l.code, l.name, l.market_code AS "marketCode", l.currency_code AS "currencyCode", l.audience, l.tier,
  l.reseller_id AS "resellerId", l.valid_from AS "validFrom", l.valid_until AS "validUntil", l.priority, l.version,
  CASE WHEN l.valid_until <= now() THEN 'ENDED' WHEN l.valid_from <= now() THEN 'ACTIVE' ELSE 'UPCOMING' END AS state`;

/** Whether the list `l` belongs to a market of the regions in $1; null: of all. */
export const IN_REGIONS = `($1::uuid[] IS NULL OR EXISTS (
    SELECT FROM market.market_v m WHERE m.code = l.market_code AND m.region_id = ANY ($1)))`;

export const ONE_LIST = `
  SELECT ${LIST_COLUMNS} FROM pricing.price_list l
  WHERE ${IN_REGIONS} AND ($2::uuid IS NULL OR l.id = $2) AND ($3::text IS NULL OR l.code = $3)`;

const SELECTED = `
  FROM pricing.price_list l
  WHERE ${IN_REGIONS} AND ($2::text IS NULL OR l.market_code = $2) AND ($3::text IS NULL OR l.audience = $3)
    AND ($4::text IS NULL OR l.tier = $4) AND ($5::uuid IS NULL OR l.reseller_id = $5)
    AND CASE $6::text
      WHEN 'ENDED' THEN l.valid_until <= now()
      WHEN 'ACTIVE' THEN l.valid_from <= now() AND (l.valid_until IS NULL OR l.valid_until > now())
      WHEN 'UPCOMING' THEN l.valid_from > now()
      ELSE true END
    AND ($7::text IS NULL OR l.id IN (
      SELECT e.price_list_id FROM catalog.variant_v v JOIN pricing.price_entry e ON e.variant_id = v.variant_id
      WHERE v.sku = $7))
    AND ($8::text IS NULL OR position(lower($8) IN lower(l.code)) > 0 OR position(lower($8) IN lower(l.name)) > 0)`;

const LISTS = `SELECT ${LIST_COLUMNS}${SELECTED}`;

/** A cursor holds milliseconds, so that is what rows are sorted by. */
const START = `date_trunc('milliseconds', l.valid_from)`;

export const LIST_PAGES = {
  CODE: {
    forward: `${LISTS} AND ($9::text IS NULL OR l.code > $9) ORDER BY l.code LIMIT $10`,
    backward: `${LISTS} AND ($9::text IS NULL OR l.code < $9) ORDER BY l.code DESC LIMIT $10`,
  },
  NEWEST: {
    forward: `${LISTS} AND ($9::timestamptz IS NULL OR (${START}, l.code) < ($9, $10))
      ORDER BY ${START} DESC, l.code DESC LIMIT $11`,
    backward: `${LISTS} AND ($9::timestamptz IS NULL OR (${START}, l.code) > ($9, $10))
      ORDER BY ${START}, l.code LIMIT $11`,
  },
} as const;

export const COUNT_LISTS = `SELECT count(*)::integer AS count${SELECTED}`;

/** The same page of each of the lists $1, whose visibility their finder has checked. */
const entryPage = (after: string, direction: string): string => `
  SELECT l.id AS "priceListId", e.sku, e.minimum_quantity AS "minimumQuantity", e.unit_price_minor AS "unitPriceMinor"
  FROM unnest($1::uuid[]) AS l (id)
  CROSS JOIN LATERAL (
    SELECT v.sku, e.minimum_quantity, e.unit_price_minor
    FROM pricing.price_entry e JOIN catalog.variant_v v ON v.variant_id = e.variant_id
    WHERE e.price_list_id = l.id AND ($2::text IS NULL OR v.sku = $2)
      AND ($3::text IS NULL OR (v.sku, e.minimum_quantity) ${after} ($3, $4::integer))
    ORDER BY v.sku ${direction}, e.minimum_quantity ${direction} LIMIT $5
  ) e
  ORDER BY l.id, e.sku ${direction}, e.minimum_quantity ${direction}`;

export const ENTRY_PAGES = {
  forward: entryPage('>', 'ASC'),
  backward: entryPage('<', 'DESC'),
} as const;

export const COUNT_ENTRIES = `
  SELECT e.price_list_id AS "priceListId", count(*)::integer AS count
  FROM pricing.price_entry e JOIN catalog.variant_v v ON v.variant_id = e.variant_id
  WHERE e.price_list_id = ANY ($1) AND ($2::text IS NULL OR v.sku = $2)
  GROUP BY e.price_list_id`;

/** What a new list names: its market and its reseller in the regions $1, and whether its code $2 is taken. */
export const NEW_LIST_FACTS = `
  SELECT EXISTS (SELECT FROM pricing.price_list l WHERE l.code = $2) AS taken, m.code AS "marketCode",
    m.currency_code AS "currencyCode", m.minor_digits AS "minorDigits", r.reseller_id AS "resellerId"
  FROM (SELECT) AS one
  LEFT JOIN market.market_v m ON m.code = $3 AND ($1::uuid[] IS NULL OR m.region_id = ANY ($1))
  LEFT JOIN reseller.state_v r ON r.reseller_id = $4 AND ($1::uuid[] IS NULL OR EXISTS (
    SELECT FROM reseller.region_v v WHERE v.reseller_id = r.reseller_id AND v.region_id = ANY ($1)))`;

export const INSERT_LIST = `
  INSERT INTO pricing.price_list (id, code, name, market_code, currency_code, audience, tier, reseller_id, valid_from,
    valid_until, priority)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

export const UPDATE_LIST = `
  UPDATE pricing.price_list
  SET name = coalesce($3, name), priority = coalesce($4, priority), valid_from = coalesce($5, valid_from),
    valid_until = CASE WHEN $6 THEN $7 ELSE valid_until END, version = version + 1
  WHERE id = $1 AND version = $2
  RETURNING version`;

export const DELETE_LIST = `DELETE FROM pricing.price_list WHERE id = $1 AND version = $2 RETURNING version`;

/** In the order of their codes, so that two writers of several markets never wait for each other. */
export const RAISE_REVISIONS = `SELECT market.raise_revision(m.code) FROM (
  SELECT code FROM unnest($1::text[]) AS given (code) ORDER BY code) m`;

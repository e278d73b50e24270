/** Whether the list `l` holds at an instant. */
const holds = (instant: string): string =>
  `(l.valid_from <= ${instant} AND (l.valid_until IS NULL OR ${instant} < l.valid_until))`;

/**
 * Who is looked at: without a filter everybody with lists of their own, each told only what those before it are not told:
 * everyone, the tiers, single resellers. $1 market, $2 and $3 the instants, $4 tier, $5 reseller.
 */
const BUYERS = `
  list AS MATERIALIZED (
    SELECT l.id, l.code, l.tier, l.reseller_id, l.priority, date_trunc('milliseconds', l.valid_from) AS valid_from,
      CASE l.audience WHEN 'EVERYONE' THEN 0 WHEN 'TIER' THEN 1 ELSE 2 END AS rank,
      ${holds('$2::timestamptz')} AS before, ${holds('$3::timestamptz')} AS after
    FROM pricing.price_list l
    WHERE l.market_code = $1 AND (${holds('$2')} OR ${holds('$3')})
  ), buyer AS MATERIALIZED (
    SELECT 0 AS rank, NULL::text AS tier, NULL::uuid AS reseller_id, '0' AS key, true AS own_only
    WHERE $4::text IS NULL AND $5::uuid IS NULL
    UNION ALL
    SELECT DISTINCT 1, l.tier, NULL::uuid, '1' || l.tier, true FROM list l
    WHERE l.rank = 1 AND $4 IS NULL AND $5 IS NULL
    UNION ALL
    SELECT DISTINCT 2, r.tier, r.reseller_id, '2' || r.reseller_id, true
    FROM list l JOIN reseller.state_v r ON r.reseller_id = l.reseller_id
    WHERE l.rank = 2 AND $4 IS NULL AND $5 IS NULL
    UNION ALL
    SELECT 1, $4, NULL, '1' || $4, false WHERE $4 IS NOT NULL AND $5 IS NULL
    UNION ALL
    SELECT 2, r.tier, r.reseller_id, '2' || r.reseller_id, false FROM reseller.state_v r WHERE r.reseller_id = $5
  ), sight AS MATERIALIZED (
    SELECT b.key, b.rank AS buyer_rank, b.own_only, l.*
    FROM buyer b JOIN list l
      ON l.rank = 0 OR (l.rank = 1 AND l.tier = b.tier) OR (l.rank = 2 AND l.reseller_id = b.reseller_id)
  ), own AS MATERIALIZED (
    SELECT s.key, s.id FROM sight s WHERE s.rank = s.buyer_rank OR NOT s.own_only
  )`;

/** Only what stands in a list that holds at one of the instants alone can differ. $6 SKU. */
const MOVED = `
  SELECT DISTINCT v.sku, v.variant_id
  FROM list l
  JOIN pricing.price_entry e ON e.price_list_id = l.id
  JOIN catalog.variant_v v ON v.variant_id = e.variant_id
  WHERE l.before <> l.after AND ($6::text IS NULL OR v.sku = $6)`;

/** The price at one of the instants, by the price rule: of each list the greatest break that is reached competes. */
const winner = (instant: 'before' | 'after'): string => `
  SELECT DISTINCT ON (p.key, p.minimum_quantity) p.key, p.minimum_quantity, c.unit_price_minor, c.code, c.rank
  FROM step p
  JOIN entry c ON c.key = p.key AND c.${instant} AND c.minimum_quantity <= p.minimum_quantity
    AND p.minimum_quantity < c.next_quantity
  ORDER BY p.key, p.minimum_quantity, c.rank DESC, c.priority DESC, c.unit_price_minor, c.valid_from DESC, c.id`;

/**
 * The differences of the variant `m`. A quantity is told only where something other than at the one before it is so;
 * of those with lists of their own only what one of these lists has to do with.
 */
const DIFFERENCES = `
  WITH entry AS MATERIALIZED (
    SELECT s.key, s.buyer_rank, s.own_only, s.id, s.code, s.rank, s.priority, s.valid_from, s.before, s.after,
      e.minimum_quantity, e.unit_price_minor,
      coalesce(lead(e.minimum_quantity) OVER (PARTITION BY s.key, s.id ORDER BY e.minimum_quantity), 2147483647)
        AS next_quantity
    FROM sight s
    JOIN pricing.price_entry e ON e.price_list_id = s.id AND e.variant_id = m.variant_id
    WHERE EXISTS (
      SELECT FROM own o JOIN pricing.price_entry x ON x.price_list_id = o.id AND x.variant_id = m.variant_id
      WHERE o.key = s.key)
  ), step AS (
    SELECT DISTINCT key, buyer_rank, own_only, minimum_quantity FROM entry
  ), old AS (${winner('before')}
  ), new AS (${winner('after')}
  ), pair AS (
    SELECT p.key, p.minimum_quantity, o.unit_price_minor AS old_minor, n.unit_price_minor AS new_minor,
      o.code AS old_code, n.code AS new_code,
      NOT p.own_only OR coalesce(greatest(o.rank, n.rank) = p.buyer_rank, false) AS told
    FROM step p
    LEFT JOIN old o ON o.key = p.key AND o.minimum_quantity = p.minimum_quantity
    LEFT JOIN new n ON n.key = p.key AND n.minimum_quantity = p.minimum_quantity
  ), change AS (
    SELECT p.*, lag(ROW(p.old_minor, p.new_minor, p.told)) OVER w IS NOT DISTINCT FROM
      ROW(p.old_minor, p.new_minor, p.told) AS repeated
    FROM pair p WINDOW w AS (PARTITION BY p.key ORDER BY p.minimum_quantity)
  ), stretch AS (
    SELECT c.*, lead(c.minimum_quantity) OVER (PARTITION BY c.key ORDER BY c.minimum_quantity) AS below_quantity
    FROM change c WHERE NOT c.repeated
  )
  SELECT t.key, t.minimum_quantity, t.below_quantity, t.old_minor, t.new_minor, t.old_code, t.new_code
  FROM stretch t
  WHERE t.told AND t.old_minor IS DISTINCT FROM t.new_minor`;

const COLUMNS = `
  m.sku, d.key, d.minimum_quantity AS "minimumQuantity", d.below_quantity AS "belowQuantity", b.rank AS "audienceRank", b.tier,
  b.reseller_id AS "resellerId", d.old_minor AS "oldMinor", d.new_minor AS "newMinor", d.old_code AS "oldPriceListCode",
  d.new_code AS "newPriceListCode",
  round((d.new_minor - d.old_minor) * 100 / nullif(d.old_minor, 0)::numeric, 2)::text AS percent`;

/** Keyset: $7 SKU, $8 for whom, $9 quantity, $10 how many. */
const page = (after: string, direction: string): string => `
  WITH ${BUYERS}
  SELECT ${COLUMNS}
  FROM (
    SELECT sku, variant_id FROM (${MOVED} AND ($7::text IS NULL OR v.sku ${after}= $7)) moved ORDER BY sku ${direction}
  ) m
  CROSS JOIN LATERAL (${DIFFERENCES}) d
  JOIN buyer b ON b.key = d.key
  WHERE $7 IS NULL OR (m.sku, d.key COLLATE "C", d.minimum_quantity) ${after} ($7, $8::text, $9::integer)
  ORDER BY m.sku ${direction}, d.key COLLATE "C" ${direction}, d.minimum_quantity ${direction} LIMIT $10`;

export const COMPARISON_PAGES = {
  forward: page('>', 'ASC'),
  backward: page('<', 'DESC'),
} as const;

export const COMPARISON_SUMMARY = `
  WITH ${BUYERS}
  SELECT count(*) FILTER (WHERE d.new_minor > d.old_minor)::integer AS increased,
    count(*) FILTER (WHERE d.new_minor < d.old_minor)::integer AS decreased,
    count(*) FILTER (WHERE d.old_minor IS NULL)::integer AS added,
    count(*) FILTER (WHERE d.new_minor IS NULL)::integer AS removed
  FROM (${MOVED}) m
  CROSS JOIN LATERAL (${DIFFERENCES}) d`;

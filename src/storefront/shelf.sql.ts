import { PUBLIC_MARKET_STATES, type MarketSight } from '../market/index.js';
import { STAGE_OF, type ListQuestion, type StatementValues } from './list-conditions.sql.js';
import type { PagePick } from './product-list.sql.js';

/*
 * The statement that shows products: what stands ready of them, and what differs by market, buyer and moment, each looked
 * up once for the whole page. It answers one row, whose parts shelf.ts puts together.
 */

/** What of the products is asked for besides what stands ready. */
export interface ShelfParts {
  /** The whole listings, for those who see more of them than whether they can be ordered. */
  listing: boolean;
  /** Prices and stock. */
  offer: boolean;
  /** Descriptions, certificates, technologies, and what is on its way: asked for mostly of single products. */
  details: boolean;
}

const PUBLIC_STATES = PUBLIC_MARKET_STATES.map((state) => `'${state}'`).join(', ');

/** The market, if the caller may know of it; else no product is found either. */
export function seenMarket(sight: MarketSight, values: StatementValues): string {
  const all = values.of(sight.kind === 'ALL', 'boolean');
  const regions = values.of(sight.kind === 'REGIONS' ? sight.ids : [], 'uuid[]');
  return `seen AS MATERIALIZED (
    SELECT code, state, currency_code, default_locale, today FROM market.market_v
    WHERE code = $1::text AND (${all} OR state IN (${PUBLIC_STATES}) OR region_id = ANY (${regions})))`;
}

export interface ShelfQuestion {
  pick: PagePick;
  parts: ShelfParts;
  sight: MarketSight;
}

export function shelfStatement(
  { marketCode, buyer }: ListQuestion,
  { pick, parts, sight }: ShelfQuestion,
  values: StatementValues,
): string {
  const inMarket = marketCode !== null;
  const offeredTo = inMarket && parts.offer ? buyer : null;
  const by = pick.descending ? 'DESC' : 'ASC';
  const ctes = [
    ...(inMarket ? [seenMarket(sight, values)] : []),
    pick.ctes,
    `card AS MATERIALIZED (SELECT page.key, k.* FROM page JOIN catalog.card_v k ON k.product_id = page.id)`,
    ...(offeredTo ? [offerLists(offeredTo, values)] : []),
  ];
  const columns = [
    `(SELECT '[' || string_agg(${CARD}, ',' ORDER BY key ${by}, product_id ${by}) || ']' FROM card) AS cards`,
    `${DEFINITIONS} AS definitions`,
    ...(inMarket ? marketColumns(parts) : []),
    ...(offeredTo ? offerColumns(parts) : []),
    ...(parts.details ? [`${details(inMarket)} AS details`] : []),
  ];
  return `WITH ${ctes.join(',\n')} SELECT ${columns.join(',\n')}`;
}

/** Whether a listing can be ordered is a part of what is in stock. */
function marketColumns({ listing, offer }: ShelfParts): string[] {
  const market = `${MARKET} AS market`;
  if (listing) return [market, `${CERTIFIED} AS certified`, `${LISTINGS} AS listings`];
  return offer ? [market, `${CERTIFIED} AS certified`, `${STAGES} AS stages`] : [market];
}

function offerColumns(parts: ShelfParts): string[] {
  const offer = [`${STOCK} AS stock`, `${LISTS} AS lists`, `${BREAKS} AS breaks`];
  return parts.details ? [...offer, `${ARRIVALS} AS arrivals`] : offer;
}

const DEFINITIONS = `(SELECT json_agg(json_build_object('code', code, 'name', name, 'type', type, 'unit', unit)
    ORDER BY position, code) FROM catalog.definition_v)`;

const MARKET = `(SELECT json_build_object('code', code, 'state', state, 'currencyCode', currency_code,
    'defaultLocale', default_locale) FROM seen)`;

/** Put together as text: what stands ready in it need not be read again. */
const CARD = `concat('{"id":"', product_id, '","handle":"', handle, '","category":"', category, '","brand":', to_json(brand),
    ',"launchedOn":"', launched_on, '","version":', version, ',"names":', names, ',"variants":', variants,
    ',"sortKey":', to_json(key::text), '}')`;

const OF_PAGE = 'ANY (ARRAY(SELECT unnest(card.variant_ids) FROM card))';

const STAGE = STAGE_OF('l', 'seen.today');

const LISTINGS = `(SELECT json_agg(json_build_object('variantId', l.variant_id, 'id', l.listing_id, 'version', l.version,
      'stage', ${STAGE}, 'preorderFrom', l.preorder_from, 'onSaleFrom', l.on_sale_from, 'lastTimeBuyFrom', l.last_time_buy_from,
      'endOfSaleOn', l.end_of_sale_on, 'endOfServiceOn', l.end_of_service_on, 'pausedReason', l.paused_reason,
      'minimumQuantity', l.minimum_quantity, 'maximumQuantity', l.maximum_quantity, 'quantityIncrement', l.quantity_increment))
    FROM catalog.stored_listing_v l CROSS JOIN seen WHERE l.variant_id = ${OF_PAGE} AND l.market_code = $1::text)`;

const STAGES = `(SELECT json_agg(json_build_array(l.variant_id, ${STAGE}, l.paused_reason, l.minimum_quantity))
    FROM catalog.stored_listing_v l CROSS JOIN seen WHERE l.variant_id = ${OF_PAGE} AND l.market_code = $1::text)`;

const CERTIFIED = `(SELECT json_agg(json_build_array(c.product_id, c.certificate_state, c.certified_until))
    FROM catalog.certified_v c WHERE c.market_code = $1::text AND c.product_id = ANY (ARRAY(SELECT card.product_id FROM card)))`;

const STOCK = `(SELECT json_agg(json_build_array(a.variant_id, a.available)) FROM (
      SELECT l.variant_id, least(sum(l.on_hand - l.allocated), 2147483647) AS available FROM inventory.level_v l
      WHERE l.variant_id = ${OF_PAGE}
        AND l.location_id = ANY (ARRAY(SELECT s.location_id FROM inventory.serving_v s WHERE s.market_code = $1::text))
      GROUP BY l.variant_id) a)`;

const ARRIVALS = `(SELECT json_agg(json_build_array(a.variant_id, a.next_inbound_on, a.next_inbound_quantity))
    FROM inventory.available_v a
    WHERE a.market_code = $1::text AND a.variant_id = ${OF_PAGE} AND a.next_inbound_on IS NOT NULL)`;

/** The lists that hold now for the buyer, in the order in which breaks name them. */
function offerLists(
  { resellerId, tier }: NonNullable<ListQuestion['buyer']>,
  values: StatementValues,
): string {
  return `offer_list AS MATERIALIZED (
    SELECT l.*, row_number() OVER (ORDER BY l.price_list_id) - 1 AS place FROM pricing.list_v l
    WHERE l.market_code = $1::text AND l.valid_from <= now() AND (l.valid_until IS NULL OR now() < l.valid_until)
      AND (l.audience = 'EVERYONE' OR (l.audience = 'TIER' AND l.tier = ${values.of(tier, 'text')})
        OR (l.audience = 'RESELLER' AND l.reseller_id = ${values.of(resellerId, 'uuid')})))`;
}

const LISTS = `(SELECT json_agg(json_build_object('priceListId', price_list_id, 'code', code, 'name', name,
      'audience', audience, 'priority', priority, 'validFrom', valid_from) ORDER BY place) FROM offer_list)`;

const BREAKS = `(SELECT json_agg(json_build_array(b.variant_id, l.place, b.minimum_quantity, b.unit_price_minor))
    FROM offer_list l JOIN pricing.break_v b ON b.price_list_id = l.price_list_id AND b.variant_id = ${OF_PAGE})`;

/** In the market asked for; where none was, in those that outsiders know of, so that no plan shows before its day. */
function details(inMarket: boolean): string {
  const there = (alias: string) =>
    inMarket
      ? `${alias}.market_code = $1::text`
      : `${alias}.market_code IN (SELECT m.code FROM market.market_v m WHERE m.state IN (${PUBLIC_STATES}))`;
  return `(SELECT json_agg(json_build_object('id', card.product_id, 'descriptions', (
      SELECT json_object_agg(x.locale, x.description) FROM catalog.product_text_v x WHERE x.product_id = card.product_id
    ), 'certificates', (
      SELECT coalesce(json_agg(json_build_object('id', c.certificate_id, 'productId', c.product_id, 'marketCode', c.market_code,
        'scheme', c.scheme, 'number', c.number, 'validFrom', c.valid_from, 'validUntil', c.valid_until, 'version', c.version
      ) ORDER BY c.market_code, c.valid_from DESC, c.certificate_id), '[]')
      FROM catalog.certificate_v c WHERE c.product_id = card.product_id AND ${there('c')}
    ), 'technologies', (
      SELECT coalesce(json_agg(json_build_object('code', t.technology_code, 'name', t.name, 'productHandle', card.handle,
        'marketCode', t.market_code, 'status', t.status, 'note', t.note, 'source', t.source
      ) ORDER BY t.market_code, t.technology_code), '[]')
      FROM catalog.technology_note_v t WHERE t.product_id = card.product_id AND ${there('t')}
    ))) FROM card)`;
}

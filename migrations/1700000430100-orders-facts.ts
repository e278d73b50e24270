import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the gates of an order ask, as one function: STABLE, so that all of its statements see the snapshot of the one that
 * called it. Small statements start faster than one with all of their parts, and what was not named is not looked for.
 * Lists come by column, which is built and read in a fraction of the time that an object per row takes.
 */
const FACTS = `
CREATE FUNCTION orders.facts(p_market text, p_reseller uuid, p_skus text[], p_bids text[], p_partner uuid,
  p_address uuid, p_purchase_order text, p_key text, p_order uuid, p_membership uuid,
  p_user uuid) RETURNS json
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = orders, pg_temp AS $$
DECLARE
  m record;
  s record;
  v_ids uuid[];
  v_market json;
  v_standing json;
  v_partner json;
  v_address json;
  v_taken_by text;
  v_replay json;
  v_bids json := '[]';
  v_limit json;
  v_placed_by text;
  v_variants json;
  v_places json;
  v_arrivals json;
  v_backordered json;
  v_candidates json;
BEGIN
  IF p_key IS NOT NULL THEN
    SELECT json_build_object('orderId', o.id, 'fingerprint', o.fingerprint) INTO v_replay
    FROM sales_order o WHERE o.sold_to_id = p_reseller AND o.idempotency_key = p_key;
  END IF;
  IF p_purchase_order IS NOT NULL THEN
    SELECT o.number INTO v_taken_by FROM sales_order o
    WHERE o.sold_to_id = p_reseller AND o.po_key = lower(btrim(normalize(p_purchase_order, NFC)))
      AND o.state NOT IN ('DRAFT', 'REJECTED', 'EXPIRED', 'CANCELLED') AND o.id IS DISTINCT FROM p_order;
  END IF;
  IF p_address IS NOT NULL THEN
    SELECT json_build_object('addressId', a.address_id, 'recipient', a.recipient, 'line1', a.line1, 'line2', a.line2,
      'city', a.city, 'region', a.region, 'postalCode', a.postal_code, 'countryCode', a.country_code, 'phone', a.phone,
      'state', a.state) INTO v_address
    FROM reseller.address_v a WHERE a.address_id = p_address AND a.reseller_id = p_reseller;
  END IF;
  IF cardinality(p_bids) > 0 THEN
    SELECT coalesce(json_agg(json_build_object('bidId', b.bid_id, 'number', b.number, 'resellerId', b.reseller_id,
      'marketCode', b.market_code, 'variantId', b.variant_id, 'currencyCode', b.currency_code,
      'unitPriceMinor', b.unit_price_minor::text, 'remaining', b.remaining, 'validFrom', b.valid_from,
      'validUntil', b.valid_until)), '[]') INTO v_bids
    FROM pricing.bid_v b WHERE b.number = ANY (p_bids) AND b.reseller_id = p_reseller;
  END IF;
  IF p_user IS NOT NULL THEN
    SELECT n.name INTO v_placed_by FROM identity.person_v n WHERE n.user_id = p_user;
  END IF;
  SELECT * INTO m FROM market.market_v n WHERE n.code = p_market;
  IF FOUND THEN
    v_market := json_build_object('code', m.code, 'name', m.name, 'currencyCode', m.currency_code, 'state', m.state,
      'today', m.today, 'taxRate', m.tax_rate::text, 'revision', m.catalog_revision::text);
    SELECT t.*, n.version, w.legal_name INTO s
    FROM reseller.standing(p_reseller, m.code, m.region_id, m.today, now()) t
    LEFT JOIN reseller.version_v n ON n.reseller_id = p_reseller
    LEFT JOIN reseller.state_v w ON w.reseller_id = p_reseller;
    IF FOUND THEN
      v_standing := json_build_object('state', s.state, 'type', s.type, 'tier', s.tier, 'mayOrder', s.may_order,
        'marketAuthorized', s.market_authorized, 'agreementAccepted', s.agreement_accepted,
        'agreementId', s.agreement_id, 'taxExempt', s.tax_exempt, 'version', s.version,
        'legalName', s.legal_name);
    END IF;
    IF p_partner IS NOT NULL THEN
      SELECT json_build_object('relationshipActive', t.relationship_active, 'isIndirect', t.is_indirect,
        'mayOrder', t.may_order, 'marketAuthorized', t.market_authorized) INTO v_partner
      FROM reseller.partner_standing(p_reseller, p_partner, m.code, m.today) t;
    END IF;
    IF p_membership IS NOT NULL THEN
      SELECT json_build_object('perOrderMinor', l.per_order_minor::text, 'perMonthMinor', l.per_month_minor::text,
        'spentMinor', l.spent_minor::text) INTO v_limit
      FROM identity.limit_v l WHERE l.membership_id = p_membership AND l.currency_code = m.currency_code;
    END IF;
    SELECT array_agg(v.variant_id), json_build_object('variantId', json_agg(v.variant_id), 'sku', json_agg(v.sku),
      'name', json_agg((SELECT n.name FROM catalog.product_name_v n WHERE n.product_id = v.product_id
        ORDER BY n.locale = m.default_locale DESC, n.locale = split_part(m.default_locale, '-', 1) DESC,
          n.locale = 'en' DESC, n.locale LIMIT 1)),
      'stage', json_agg(o.stage), 'orderableFrom', json_agg(o.orderable_from), 'pausedReason', json_agg(o.paused_reason),
      'minimumQuantity', json_agg(o.minimum_quantity), 'maximumQuantity', json_agg(o.maximum_quantity),
      'quantityIncrement', json_agg(o.quantity_increment), 'certificateState', json_agg(o.certificate_state),
      'certifiedUntil', json_agg(o.certified_until))
    INTO v_ids, v_variants
    FROM (SELECT n.variant_id, n.sku, n.product_id FROM catalog.variant_v n WHERE n.sku = ANY (p_skus) OFFSET 0) v
    LEFT JOIN LATERAL (SELECT * FROM catalog.offer_v n
      WHERE n.market_code = p_market AND n.variant_id = v.variant_id OFFSET 0) o ON true;
    SELECT json_build_object('variantId', json_agg(l.variant_id), 'locationId', json_agg(l.location_id),
      'locationCode', json_agg(l.location_code), 'preference', json_agg(l.preference),
      'leadDays', json_agg(l.lead_days), 'available', json_agg(l.available)) INTO v_places
    FROM (SELECT n.* FROM inventory.location_available_v n
      WHERE n.market_code = p_market AND n.variant_id = ANY (v_ids) ORDER BY n.preference, n.location_id) l;
    SELECT json_build_object('variantId', json_agg(i.variant_id), 'expectedOn', json_agg(i.expected_on),
      'quantity', json_agg(i.quantity), 'leadDays', json_agg(i.lead_days)) INTO v_arrivals
    FROM inventory.inbound_v i WHERE i.market_code = p_market AND i.variant_id = ANY (v_ids);
    SELECT json_build_object('variantId', json_agg(w.variant_id), 'quantity', json_agg(w.quantity)) INTO v_backordered
    FROM backordered(p_market, v_ids) w;
    IF v_standing IS NOT NULL THEN
      SELECT json_build_object('variantId', json_agg(k.variant_id), 'priceListId', json_agg(k.price_list_id),
        'code', json_agg(k.code), 'name', json_agg(k.name), 'audience', json_agg(k.audience),
        'priority', json_agg(k.priority), 'validFrom', json_agg(k.valid_from), 'currencyCode', json_agg(k.currency_code),
        'minimumQuantity', json_agg(k.minimum_quantity), 'unitPriceMinor', json_agg(k.unit_price_minor::text))
      INTO v_candidates
      FROM pricing.candidates(p_market, p_reseller, s.tier, v_ids, now()) k;
    END IF;
  END IF;
  RETURN json_build_object('now', now(), 'market', v_market, 'standing', v_standing, 'partner', v_partner,
    'address', v_address, 'purchaseOrderTakenBy', v_taken_by, 'replay', v_replay, 'bids', v_bids, 'limit', v_limit,
    'placedBy', v_placed_by,
    'variants', v_variants, 'places', v_places, 'arrivals', v_arrivals, 'backordered', v_backordered,
    'candidates', v_candidates);
END $$;
COMMENT ON FUNCTION orders.facts IS 'What every gate of an order asks, in one snapshot; lists by column.';
REVOKE EXECUTE ON FUNCTION orders.facts FROM public;
GRANT EXECUTE ON FUNCTION orders.facts TO portal_app, portal_system;
`;

export class OrdersFacts1700000430100 implements MigrationInterface {
  readonly name = 'OrdersFacts1700000430100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FACTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION orders.facts;');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const VIEWS = `
CREATE VIEW pricing.entry_v WITH (security_invoker = true) AS
SELECT l.market_code, l.id AS price_list_id, l.code, l.name, l.audience, l.tier, l.reseller_id, l.currency_code,
       l.valid_from, l.valid_until, l.priority, e.variant_id, e.minimum_quantity, e.unit_price_minor
FROM pricing.price_list l
JOIN pricing.price_entry e ON e.price_list_id = l.id;
COMMENT ON VIEW pricing.entry_v IS 'Every price break with the list that it belongs to, valid now or not.';

CREATE VIEW pricing.bid_v WITH (security_invoker = true) AS
SELECT b.id AS bid_id, b.number, b.reseller_id, b.market_code, b.variant_id, b.currency_code, b.unit_price_minor,
       b.quantity, b.sold, b.quantity - b.sold AS remaining, b.valid_from, b.valid_until,
       now() >= b.valid_from AND (b.valid_until IS NULL OR now() < b.valid_until) AS valid_now
FROM pricing.special_bid b;
COMMENT ON VIEW pricing.bid_v IS 'Special bids with what remains of them; valid_now is at the start of the transaction.';

GRANT SELECT ON pricing.entry_v, pricing.bid_v TO portal_app, portal_system;
`;

const FUNCTIONS = `
-- PL/pgSQL, so that the plan is kept over the session: a set-returning SQL function with a fixed search_path is planned
-- anew at each call.
CREATE FUNCTION pricing.candidates(p_market text, p_reseller uuid, p_tier text, p_variants uuid[], p_at timestamptz)
RETURNS TABLE (variant_id uuid, price_list_id uuid, code text, name text, audience text, priority integer,
  valid_from timestamptz, currency_code text, minimum_quantity integer, unit_price_minor bigint)
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = pricing, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT e.variant_id, l.id, l.code, l.name, l.audience, l.priority, l.valid_from, l.currency_code,
         e.minimum_quantity, e.unit_price_minor
  FROM price_list l
  JOIN price_entry e ON e.price_list_id = l.id AND e.variant_id = ANY (p_variants)
  WHERE l.market_code = p_market
    AND l.valid_from <= p_at AND (l.valid_until IS NULL OR p_at < l.valid_until)
    AND (l.audience = 'EVERYONE'
      OR (l.audience = 'TIER' AND l.tier = p_tier)
      OR (l.audience = 'RESELLER' AND l.reseller_id = p_reseller))
  ORDER BY e.variant_id, l.id, e.minimum_quantity;
END $$;
COMMENT ON FUNCTION pricing.candidates IS
  'Every break of every list that is valid at the instant in the market and whose audience includes the reseller.';

CREATE FUNCTION pricing.take_bid(p_bid uuid, p_quantity integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pricing, pg_temp
AS $$
BEGIN
  IF p_quantity IS NULL OR p_quantity < 1 THEN
    RAISE EXCEPTION 'take_bid: the quantity % is not positive', p_quantity;
  END IF;
  UPDATE special_bid b SET sold = b.sold + p_quantity
  WHERE b.id = p_bid AND p_quantity <= b.quantity - b.sold;
  RETURN FOUND;
END $$;
COMMENT ON FUNCTION pricing.take_bid IS
  'Takes a quantity from a bid in one conditional update; false when less remains (or the bid is not visible).';

CREATE FUNCTION pricing.give_bid(p_bid uuid, p_quantity integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pricing, pg_temp
AS $$
BEGIN
  IF p_quantity IS NULL OR p_quantity < 1 THEN
    RAISE EXCEPTION 'give_bid: the quantity % is not positive', p_quantity;
  END IF;
  UPDATE special_bid b SET sold = b.sold - p_quantity WHERE b.id = p_bid;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'give_bid: there is no bid %', p_bid;
  END IF;
END $$;
COMMENT ON FUNCTION pricing.give_bid IS 'Gives a taken quantity back to its bid; more than was taken breaks special_bid_sold_check.';

REVOKE EXECUTE ON FUNCTION pricing.candidates, pricing.take_bid, pricing.give_bid FROM public;
GRANT EXECUTE ON FUNCTION pricing.candidates, pricing.take_bid, pricing.give_bid TO portal_app, portal_system;
`;

const DOWN = `
DROP FUNCTION pricing.give_bid, pricing.take_bid, pricing.candidates;
DROP VIEW pricing.bid_v, pricing.entry_v;
`;

export class PricingFunctions1700000060001 implements MigrationInterface {
  readonly name = 'PricingFunctions1700000060001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(VIEWS);
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const view = (names: string) => `
  CREATE VIEW pricing.list_v WITH (security_invoker = true) AS
  SELECT id AS price_list_id, market_code, currency_code, audience, tier, reseller_id, valid_from, valid_until, priority,
    CASE audience WHEN 'RESELLER' THEN 2 WHEN 'TIER' THEN 1 ELSE 0 END AS specificity${names}
  FROM pricing.price_list;
  COMMENT ON VIEW pricing.list_v IS 'Every price list without its prices, valid now or not.';
  COMMENT ON COLUMN pricing.list_v.specificity IS 'The greatest wins, then the greatest priority, then the lowest price.';
  GRANT SELECT ON pricing.list_v TO portal_app, portal_system;
`;

/** A page of products says which lists its prices come from: once for the page, and not with each price. */
export class PricingListNames1700000420100 implements MigrationInterface {
  readonly name = 'PricingListNames1700000420100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW pricing.list_v; ${view(', code, name')}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW pricing.list_v; ${view('')}`);
  }
}

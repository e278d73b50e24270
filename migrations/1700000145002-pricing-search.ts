import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PricingSearch1700000145002 implements MigrationInterface {
  readonly name = 'PricingSearch1700000145002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW pricing.list_v WITH (security_invoker = true) AS
      SELECT id AS price_list_id, market_code, currency_code, audience, tier, reseller_id, valid_from, valid_until, priority,
        CASE audience WHEN 'RESELLER' THEN 2 WHEN 'TIER' THEN 1 ELSE 0 END AS specificity
      FROM pricing.price_list;
      COMMENT ON VIEW pricing.list_v IS 'Every price list without its prices, valid now or not.';
      COMMENT ON COLUMN pricing.list_v.specificity IS 'The greatest wins, then the greatest priority, then the lowest price.';

      CREATE VIEW pricing.break_v WITH (security_invoker = true) AS
      SELECT price_list_id, variant_id, minimum_quantity, unit_price_minor FROM pricing.price_entry;
      COMMENT ON VIEW pricing.break_v IS 'Every price break without its list: for those who have chosen the lists.';

      GRANT SELECT ON pricing.list_v, pricing.break_v TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW pricing.break_v, pricing.list_v');
  }
}

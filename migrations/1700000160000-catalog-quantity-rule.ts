import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What others ask of a listing by the thousand; offer_v would look at dates and certificates for each row. */
const UP = `
CREATE VIEW catalog.quantity_rule_v WITH (security_invoker = true) AS
SELECT market_code, variant_id, minimum_quantity, maximum_quantity, quantity_increment FROM catalog.listing;
COMMENT ON VIEW catalog.quantity_rule_v IS 'The quantities in which a listed variant can be ordered in a market.';
GRANT SELECT ON catalog.quantity_rule_v TO portal_app, portal_system;
`;

const DOWN = `DROP VIEW catalog.quantity_rule_v`;

export class CatalogQuantityRule1700000160000 implements MigrationInterface {
  readonly name = 'CatalogQuantityRule1700000160000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

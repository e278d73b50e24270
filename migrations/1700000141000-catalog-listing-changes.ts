import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CatalogListingChanges1700000141000 implements MigrationInterface {
  readonly name = 'CatalogListingChanges1700000141000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(LISTING_VIEW);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// What is audited has an id of its own, also where a code names it for people.
const COLUMNS = `
  CREATE INDEX listing_on_sale_idx ON catalog.listing (on_sale_from, id);
  CREATE INDEX listing_end_of_sale_idx ON catalog.listing ((coalesce(end_of_sale_on, '9999-12-31'::date)), id);

  ALTER TABLE catalog.certificate ADD COLUMN version int NOT NULL DEFAULT 1;
  CREATE INDEX certificate_end_idx ON catalog.certificate (valid_until, id) WHERE valid_until IS NOT NULL;

  ALTER TABLE catalog.required_certificate
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT required_certificate_id_key UNIQUE;
  COMMENT ON COLUMN catalog.required_certificate.id IS 'The name of the demand in audit records.';

  ALTER TABLE catalog.technology
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT technology_id_key UNIQUE,
    ADD COLUMN description text NOT NULL DEFAULT ''
      CONSTRAINT technology_description_check CHECK (char_length(description) <= 2000),
    ADD COLUMN source text CONSTRAINT technology_source_check CHECK (char_length(source) BETWEEN 1 AND 500),
    ADD COLUMN version int NOT NULL DEFAULT 1;
  COMMENT ON COLUMN catalog.technology.id IS 'The name of the technology in audit records.';
  COMMENT ON COLUMN catalog.technology.description IS 'What it is and what is known of it, in English; empty when nothing is said.';
  COMMENT ON COLUMN catalog.technology.source IS 'Where that was published.';
`;

const LISTING_VIEW = `
  CREATE VIEW catalog.listing_v WITH (security_invoker = true) AS
  SELECT l.id AS listing_id, l.market_code, l.variant_id,
    greatest(now(), coalesce(l.preorder_from, l.on_sale_from)::timestamp AT TIME ZONE m.time_zone) AS orderable_at,
    (l.minimum_quantity + l.quantity_increment - 1) / l.quantity_increment * l.quantity_increment AS least_quantity,
    coalesce(l.maximum_quantity, 1000000) / l.quantity_increment * l.quantity_increment AS greatest_quantity,
    l.quantity_increment
  FROM catalog.listing l JOIN market.market m ON m.code = l.market_code;
  COMMENT ON VIEW catalog.listing_v IS 'When and in what quantities listings can be ordered as far as they say themselves: what others judge them by.';
  COMMENT ON COLUMN catalog.listing_v.orderable_at IS 'Now, or the beginning of its first day where that is still to come.';
  COMMENT ON COLUMN catalog.listing_v.least_quantity IS 'The smallest quantity that its rule allows.';
  COMMENT ON COLUMN catalog.listing_v.greatest_quantity IS 'The greatest quantity that its rule allows.';
`;

const GRANTS = `
  GRANT SELECT ON catalog.listing_v TO portal_app, portal_system;
  GRANT INSERT, DELETE, UPDATE (preorder_from, on_sale_from, last_time_buy_from, end_of_sale_on, end_of_service_on,
    paused_reason, minimum_quantity, maximum_quantity, quantity_increment, version) ON catalog.listing TO portal_app;
  GRANT INSERT, DELETE, UPDATE (number, valid_from, valid_until, version) ON catalog.certificate TO portal_app;
  GRANT INSERT, DELETE ON catalog.required_certificate TO portal_app;
  GRANT INSERT, UPDATE (name, description, source, version) ON catalog.technology TO portal_app;
  GRANT INSERT, DELETE, UPDATE (status, note, source) ON catalog.technology_availability TO portal_app;
`;

const DOWN = `
  REVOKE INSERT, DELETE, UPDATE (status, note, source) ON catalog.technology_availability FROM portal_app;
  REVOKE INSERT, UPDATE (name, description, source, version) ON catalog.technology FROM portal_app;
  REVOKE INSERT, DELETE ON catalog.required_certificate FROM portal_app;
  REVOKE INSERT, DELETE, UPDATE (number, valid_from, valid_until, version) ON catalog.certificate FROM portal_app;
  REVOKE INSERT, DELETE, UPDATE (preorder_from, on_sale_from, last_time_buy_from, end_of_sale_on, end_of_service_on,
    paused_reason, minimum_quantity, maximum_quantity, quantity_increment, version) ON catalog.listing FROM portal_app;
  DROP VIEW catalog.listing_v;
  ALTER TABLE catalog.technology DROP COLUMN version, DROP COLUMN source, DROP COLUMN description, DROP COLUMN id;
  ALTER TABLE catalog.required_certificate DROP COLUMN id;
  DROP INDEX catalog.certificate_end_idx;
  ALTER TABLE catalog.certificate DROP COLUMN version;
  DROP INDEX catalog.listing_end_of_sale_idx, catalog.listing_on_sale_idx;
`;

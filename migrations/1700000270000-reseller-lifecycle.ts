import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a reseller is in its state and why, and when its authorisation was last looked through. */
export class ResellerLifecycle1700000270000 implements MigrationInterface {
  readonly name = 'ResellerLifecycle1700000270000';

  async up(runner: QueryRunner): Promise<void> {
    // For those that are here already, the year until the next reauthorisation begins now.
    await runner.query(`
      ALTER TABLE reseller.reseller
        ADD COLUMN state_since timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN state_reason text CONSTRAINT reseller_state_reason_check
          CHECK (state_reason ~ '\\S' AND char_length(state_reason) <= 500),
        ADD COLUMN authorized_at timestamptz NOT NULL DEFAULT now();
      UPDATE reseller.reseller SET state_since = created_at;
      COMMENT ON COLUMN reseller.reseller.state_since IS 'When it came into its state.';
      COMMENT ON COLUMN reseller.reseller.state_reason IS 'Why it is SUSPENDED or TERMINATED; null in other states.';
      COMMENT ON COLUMN reseller.reseller.authorized_at IS 'When it was approved, readmitted or last reauthorised; a year later a reauthorisation is demanded.';
      CREATE INDEX reseller_authorized_at_idx ON reseller.reseller (authorized_at) WHERE state = 'ACTIVE';
      CREATE INDEX reseller_reauthorization_due_on_idx ON reseller.reseller (reauthorization_due_on)
        WHERE state = 'REAUTHORIZATION_DUE';
    `);
    // A period that ends on the day on which it would have begun was called off before it began.
    await runner.query(`
      ALTER TABLE reseller.market_authorization DROP CONSTRAINT market_authorization_period_check,
        ADD CONSTRAINT market_authorization_period_check CHECK (valid_until >= valid_from);
      ALTER TABLE reseller.tax_exemption DROP CONSTRAINT tax_exemption_period_check,
        ADD CONSTRAINT tax_exemption_period_check CHECK (valid_until >= valid_from);
    `);
    await runner.query(
      regionView('WHERE m.region_id IS NOT NULL AND a.valid_until IS DISTINCT FROM a.valid_from'),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(regionView('WHERE m.region_id IS NOT NULL'));
    await runner.query(`
      DELETE FROM reseller.tax_exemption WHERE valid_until = valid_from;
      DELETE FROM reseller.market_authorization WHERE valid_until = valid_from;
      ALTER TABLE reseller.tax_exemption DROP CONSTRAINT tax_exemption_period_check,
        ADD CONSTRAINT tax_exemption_period_check CHECK (valid_until > valid_from);
      ALTER TABLE reseller.market_authorization DROP CONSTRAINT market_authorization_period_check,
        ADD CONSTRAINT market_authorization_period_check CHECK (valid_until > valid_from);
      DROP INDEX reseller.reseller_reauthorization_due_on_idx, reseller.reseller_authorized_at_idx;
      ALTER TABLE reseller.reseller DROP COLUMN authorized_at, DROP COLUMN state_reason, DROP COLUMN state_since;
    `);
  }
}

function regionView(condition: string): string {
  return `
    CREATE OR REPLACE VIEW reseller.region_v WITH (security_invoker = true) AS
      SELECT DISTINCT a.reseller_id, m.region_id, m.region_code
      FROM reseller.market_authorization a JOIN market.market_v m ON m.code = a.market_code
      ${condition};`;
}

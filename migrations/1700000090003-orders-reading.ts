import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What reading an order needs of others: the names of its parties, and of the people who worked on it. */
export class OrdersReading1700000090003 implements MigrationInterface {
  readonly name = 'OrdersReading1700000090003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW identity.person_v WITH (security_invoker = true) AS
        SELECT id AS user_id, name FROM identity.user_account;
      COMMENT ON VIEW identity.person_v IS 'Names of people, for other modules: a reseller sees those who work for it, staff see everybody.';
      GRANT SELECT ON identity.person_v TO portal_app, portal_system;

      CREATE FUNCTION identity.works_for(p_user uuid, p_reseller uuid) RETURNS boolean
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = identity, pg_temp AS $$
        SELECT EXISTS (SELECT FROM membership m WHERE m.user_id = p_user AND m.reseller_id = p_reseller)
      $$;
      COMMENT ON FUNCTION identity.works_for IS 'Whether somebody works or has worked for a reseller: tells the people of one party from those of another without naming them.';

      -- It runs as the owner, since the other party's row is hidden; it tells names alone, to the parties of an order.
      CREATE FUNCTION orders.party_names(p_orders uuid[]) RETURNS TABLE (reseller_id uuid, legal_name text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = orders, pg_temp AS $$
        SELECT r.reseller_id, r.legal_name
        FROM reseller.state_v r
        WHERE r.reseller_id IN (
          SELECT p.id
          FROM sales_order o CROSS JOIN LATERAL unnest(ARRAY[o.sold_to_id, o.bill_to_id, o.partner_of_record_id]) AS p (id)
          WHERE o.id = ANY (p_orders) AND (
            current_setting('app.scope', true) = 'all'
            OR (current_setting('app.scope', true) = 'reseller'
              AND nullif(current_setting('app.reseller', true), '')::uuid
                IN (o.sold_to_id, o.bill_to_id, o.partner_of_record_id)))
        )
      $$;
      COMMENT ON FUNCTION orders.party_names IS 'Legal names of the parties of those of the orders to which the caller is a party.';

      REVOKE EXECUTE ON FUNCTION identity.works_for, orders.party_names FROM public;
      GRANT EXECUTE ON FUNCTION identity.works_for, orders.party_names TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION orders.party_names, identity.works_for;
      DROP VIEW identity.person_v;
    `);
  }
}

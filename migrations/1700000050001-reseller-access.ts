import type { MigrationInterface, QueryRunner } from 'typeorm';

const sharedScope = `(SELECT current_setting('app.scope', true)) = 'all'`;
const ownReseller = `(SELECT nullif(current_setting('app.reseller', true), '')::uuid)`;
const own = (column: string): string =>
  `((SELECT current_setting('app.scope', true)) = 'reseller' AND ${column} = ${ownReseller})`;

interface TableAccess {
  table: string;
  /** Rows that belong to the caller's reseller. */
  mine: string;
  /** Which commands a reseller's own scope may use on its rows; shared scope may use every granted one. */
  insert: 'own' | 'shared';
  update: 'own' | 'shared' | 'never';
}

const access: TableAccess[] = [
  { table: 'reseller', mine: own('id'), insert: 'shared', update: 'shared' },
  { table: 'address', mine: own('reseller_id'), insert: 'own', update: 'own' },
  { table: 'market_authorization', mine: own('reseller_id'), insert: 'shared', update: 'shared' },
  { table: 'tax_exemption', mine: own('reseller_id'), insert: 'shared', update: 'shared' },
  { table: 'agreement_acceptance', mine: own('reseller_id'), insert: 'own', update: 'never' },
  {
    table: 'partner_relationship',
    mine: `(${own('distributor_id')} OR ${own('indirect_reseller_id')})`,
    insert: 'own',
    update: 'own',
  },
  // An order takes and gives back credit in its reseller's scope; the limit is guarded by a trigger.
  { table: 'credit_account', mine: own('reseller_id'), insert: 'shared', update: 'own' },
  { table: 'credit_payment', mine: own('reseller_id'), insert: 'shared', update: 'never' },
];

const everyRow = (table: string, role: string): string =>
  `CREATE POLICY ${table}_${role} ON reseller.${table} TO ${role} USING (true) WITH CHECK (true);`;

function policiesOf({ table, mine, insert, update }: TableAccess): string {
  const seen = `${sharedScope} OR ${mine}`;
  const granted = update === 'never' ? 'SELECT, INSERT' : 'SELECT, INSERT, UPDATE';
  const inserted = insert === 'own' ? seen : sharedScope;
  const updated = update === 'own' ? seen : sharedScope;
  return `
ALTER TABLE reseller.${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE reseller.${table} FORCE ROW LEVEL SECURITY;
GRANT ${granted} ON reseller.${table} TO portal_app, portal_system;
${everyRow(table, 'portal_owner')}
${everyRow(table, 'portal_system')}
CREATE POLICY ${table}_read ON reseller.${table} FOR SELECT TO portal_app USING (${seen});
CREATE POLICY ${table}_insert ON reseller.${table} FOR INSERT TO portal_app WITH CHECK (${inserted});
${
  update === 'never'
    ? ''
    : `CREATE POLICY ${table}_update ON reseller.${table} FOR UPDATE TO portal_app USING (${updated}) WITH CHECK (${updated});`
}`;
}

const guards = `
GRANT SELECT, INSERT ON reseller.agreement TO portal_app, portal_system;

CREATE FUNCTION reseller.guard_credit_terms() RETURNS trigger
LANGUAGE plpgsql SET search_path = reseller, pg_temp AS $$
BEGIN
  IF current_user = 'portal_app' AND current_setting('app.scope', true) IS DISTINCT FROM 'all' THEN
    RAISE EXCEPTION 'a reseller''s scope cannot change its own limit or terms'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION reseller.guard_credit_terms() FROM public;
CREATE TRIGGER credit_account_terms_guard
  BEFORE UPDATE OF id, reseller_id, currency_code, limit_minor, terms ON reseller.credit_account
  FOR EACH ROW EXECUTE FUNCTION reseller.guard_credit_terms();

-- A reseller asks for a relationship in its own name; it cannot write itself an active one.
CREATE POLICY partner_relationship_request ON reseller.partner_relationship AS RESTRICTIVE FOR INSERT TO portal_app
  WITH CHECK (${sharedScope} OR (state = 'REQUESTED' AND requested_by_id = ${ownReseller}));

-- It accepts or declines what the other side asked for, never its own request, and never rewrites who the parties are.
CREATE FUNCTION reseller.guard_relationship() RETURNS trigger
LANGUAGE plpgsql SET search_path = reseller, pg_temp AS $$
BEGIN
  IF (NEW.distributor_id, NEW.indirect_reseller_id, NEW.requested_by_id)
     IS DISTINCT FROM (OLD.distributor_id, OLD.indirect_reseller_id, OLD.requested_by_id) THEN
    RAISE EXCEPTION 'the parties of a relationship do not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF current_user = 'portal_app' AND current_setting('app.scope', true) IS DISTINCT FROM 'all'
     AND OLD.state = 'REQUESTED' AND NEW.state = 'ACTIVE'
     AND OLD.requested_by_id = nullif(current_setting('app.reseller', true), '')::uuid THEN
    RAISE EXCEPTION 'a request is accepted by the other party' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION reseller.guard_relationship() FROM public;
CREATE TRIGGER partner_relationship_guard BEFORE UPDATE ON reseller.partner_relationship
  FOR EACH ROW EXECUTE FUNCTION reseller.guard_relationship();
`;

/** Row-level security: whoever is not the reseller, its counterpart or the maker's staff sees no row. */
export class ResellerAccess1700000050001 implements MigrationInterface {
  readonly name = 'ResellerAccess1700000050001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(access.map(policiesOf).join('\n') + guards);
  }

  async down(runner: QueryRunner): Promise<void> {
    const dropped = access.flatMap(({ table }) => [
      ...['portal_owner', 'portal_system', 'read', 'insert', 'update'].map(
        (name) => `DROP POLICY IF EXISTS ${table}_${name} ON reseller.${table};`,
      ),
      `ALTER TABLE reseller.${table} NO FORCE ROW LEVEL SECURITY;`,
      `ALTER TABLE reseller.${table} DISABLE ROW LEVEL SECURITY;`,
      `REVOKE ALL ON reseller.${table} FROM portal_app, portal_system;`,
    ]);
    await runner.query(`
      DROP TRIGGER partner_relationship_guard ON reseller.partner_relationship;
      DROP FUNCTION reseller.guard_relationship();
      DROP POLICY partner_relationship_request ON reseller.partner_relationship;
      DROP TRIGGER credit_account_terms_guard ON reseller.credit_account;
      DROP FUNCTION reseller.guard_credit_terms();
      REVOKE ALL ON reseller.agreement FROM portal_app, portal_system;
      ${dropped.join('\n')}`);
  }
}

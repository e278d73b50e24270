import type { MigrationInterface, QueryRunner } from 'typeorm';

const ALL = `sales.differences('-infinity', 'infinity')`;
const ASKED = 'sales.asked_differences()';

/** The other parts stay as the function has them, whoever wrote them last. */
const asking = (from: string, to: string) => `
DO $do$
BEGIN
  EXECUTE replace(pg_get_functiondef('platform.invariants()'::regprocedure), $$${from}$$, $$${to}$$);
END $do$;
`;

const FUNCTIONS = `
CREATE FUNCTION sales.asked_differences() RETURNS TABLE (entity text, entity_id text, detail text)
LANGUAGE sql STABLE SET search_path = sales, pg_temp AS $$
  SELECT d.* FROM differences('-infinity', 'infinity') d WHERE current_setting('app.invariants', true) IS DISTINCT FROM 'late'
  UNION ALL
  SELECT d.* FROM late_differences() d WHERE current_setting('app.invariants', true) = 'late'
$$;
COMMENT ON FUNCTION sales.asked_differences() IS 'What invariant I9 asks: all differences, or where app.invariants is "late" only those of sales.late_differences.';
REVOKE EXECUTE ON FUNCTION sales.asked_differences() FROM public;
GRANT EXECUTE ON FUNCTION sales.asked_differences() TO portal_system;

CREATE FUNCTION platform.late_invariants() RETURNS TABLE (invariant text, entity text, entity_id text, detail text)
LANGUAGE plpgsql SET search_path = platform, pg_temp AS $$
BEGIN
  PERFORM set_config('app.invariants', 'late', true);
  RETURN QUERY SELECT * FROM platform.invariants();
  PERFORM set_config('app.invariants', '', true);
END $$;
COMMENT ON FUNCTION platform.late_invariants() IS 'As platform.invariants(), but I9, which would take longer with every order, asks of sales only what sales.late_differences() says: the days of the last hour, one older day in turn, and the totals of their months. The nightly comparison of sales asks for all months.';
REVOKE EXECUTE ON FUNCTION platform.late_invariants() FROM public;
GRANT EXECUTE ON FUNCTION platform.late_invariants() TO portal_system;

COMMENT ON FUNCTION platform.invariants() IS 'One row per breach of an invariant of the domain; it sees all rows. I9, that order lines, sales events, facts and rollups say the same, reads all sales that there ever were: see platform.late_invariants() for what can be asked often.';
`;

/** Invariant I9 is checked often for what changed lately, and for everything by hand and at night. */
export class SalesLateInvariants1700000440200 implements MigrationInterface {
  readonly name = 'SalesLateInvariants1700000440200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FUNCTIONS);
    await runner.query(asking(ALL, ASKED));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(asking(ASKED, ALL));
    await runner.query(`
      DROP FUNCTION platform.late_invariants(), sales.asked_differences();
      COMMENT ON FUNCTION platform.invariants() IS 'One row per breach of an invariant of the domain; it sees all rows.';
    `);
  }
}

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { differenceOf, snapshotOf } from '../../src/platform/database/catalog-snapshot.js';
import { entityDrift } from '../../src/platform/database/entity-drift.js';
import { createTestDatabase, runAsAdmin, type TestDatabase } from '../support/test-database.js';

@Entity({ schema: 'public', name: 'drift_probe' })
class DriftProbe {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { nullable: true }) note: string | null;
  @Column('bigint') amount: string;
  @Column('text', { array: true }) tags: string[];
  @Column('int') missing: number;
  @Column('timestamptz', { name: 'made_at' }) madeAt: Date;
}

@Entity({ schema: 'nowhere', name: 'lost_probe' })
class LostProbe {
  @PrimaryColumn('uuid') id: string;
}

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('check-migrations');
  await runAsAdmin(
    database,
    `CREATE TABLE public.drift_probe (id uuid PRIMARY KEY, note text NOT NULL, amount int NOT NULL,
       tags text[] NOT NULL, made_at timestamptz NOT NULL);
     CREATE FUNCTION public.probe() RETURNS int LANGUAGE sql AS 'SELECT 1';
     CREATE POLICY probe ON public.drift_probe USING (true);`,
  );
});

afterAll(() => database.drop());

it('finds two snapshots of the same database equal', async () => {
  const first = await snapshotOf(database.adminUrl);
  expect(first.size).toBeGreaterThan(100);
  expect(differenceOf(first, await snapshotOf(database.adminUrl))).toEqual({
    missing: [],
    extra: [],
  });
});

it.each([
  ['ALTER TABLE public.drift_probe ALTER note DROP NOT NULL', 'column public.drift_probe.note'],
  ["ALTER TABLE public.drift_probe ALTER note SET DEFAULT ''", 'column public.drift_probe.note'],
  ['CREATE INDEX probe_note ON public.drift_probe (note)', 'index CREATE INDEX probe_note'],
  ['ALTER TABLE public.drift_probe ADD CONSTRAINT c CHECK (amount > 0)', 'constraint c on'],
  [
    "CREATE OR REPLACE FUNCTION public.probe() RETURNS int LANGUAGE sql AS 'SELECT 2'",
    'function public.probe()',
  ],
  [
    'REVOKE EXECUTE ON FUNCTION public.probe() FROM PUBLIC',
    'grant EXECUTE on function public.probe()',
  ],
  [
    'GRANT SELECT ON public.drift_probe TO bi_reader',
    'grant SELECT on relation public.drift_probe to bi_reader',
  ],
  ['GRANT UPDATE (note) ON public.drift_probe TO bi_reader', 'column public.drift_probe.note'],
  ['ALTER POLICY probe ON public.drift_probe USING (false)', 'policy probe on public.drift_probe'],
  ['ALTER TABLE public.drift_probe FORCE ROW LEVEL SECURITY', 'r public.drift_probe owner'],
  ['ALTER TABLE public.drift_probe OWNER TO portal_owner', 'r public.drift_probe owner'],
  ['CREATE SCHEMA probe', 'schema probe owner'],
  ["COMMENT ON TABLE public.drift_probe IS 'x'", 'comment on table public.drift_probe'],
])('sees %s', async (statement, line) => {
  const before = await snapshotOf(database.adminUrl);
  await runAsAdmin(database, statement);
  const { missing, extra } = differenceOf(before, await snapshotOf(database.adminUrl));
  expect([...missing, ...extra].some((text) => text.startsWith(line))).toBe(true);
});

it('says how an entity differs from its table', async () => {
  const { drift } = await entityDrift(database.adminUrl);
  const ours = drift.filter((line) => /^(Drift|Lost)Probe/.test(line));
  expect(ours).toEqual([
    `${DriftProbe.name}.amount maps public.drift_probe.amount: bigint here, integer there.`,
    'DriftProbe.missing maps public.drift_probe.missing, which does not exist.',
    `${LostProbe.name} maps nowhere.lost_probe, which does not exist.`,
  ]);
});

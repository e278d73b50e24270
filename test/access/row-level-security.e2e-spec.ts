import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enterScope, openAppSession, outcomeOf, type AppSession } from '../support/app-session.js';
import { ownedBy, ownedTables, type OwnedTable } from '../support/owned-tables.js';
import { startPortal, type Portal } from '../support/portal.js';
import { buildRivals, type Rivals, type Side } from '../support/world/rivals.world.js';

/** SQLSTATE of "not permitted", be it for want of a right or by a policy. */
const REFUSED = '42501';

/** Columns that name a party beside the one that owns the row: an owner may choose whom to name there. */
const NAMED_BY_THE_OWNER = [
  'orders.sales_order.partner_of_record_id',
  'orders.sales_order.bill_to_id',
  'sales.event.partner_of_record_id',
];

let portal: Portal;
let rivals: Rivals;
let session: AppSession;
let tables: OwnedTable[];

beforeAll(async () => {
  portal = await startPortal('row_level_security');
  rivals = await buildRivals(portal);
  session = await openAppSession(portal);
  tables = await ownedTables(portal);
}, 60_000);

afterAll(async () => {
  await session?.end();
  await portal?.stop();
});

/** Runs a check for every table and gives what it found, by table, without the tables where all is well. */
async function findings(
  check: (table: OwnedTable) => Promise<unknown>,
): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    const finding = await check(table);
    if (finding !== undefined) found[table.name] = finding;
  }
  return found;
}

const idsOf = ({ reseller, partner }: Side): string[] => [reseller.id, partner.id];

/** How many rows of the table name one of the resellers; the superuser counts. */
async function rowsOf(table: OwnedTable, resellerIds: string[]): Promise<number> {
  const [row] = await portal.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table.name} t WHERE ${ownedBy('t', table)}`,
    [resellerIds],
  );
  return row?.n ?? 0;
}

/** The columns on which the server's login has a right. */
async function columnsWith(table: OwnedTable, right: 'SELECT' | 'INSERT' | 'UPDATE') {
  const rows = await portal.rows<{ name: string }>(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity <> 'a'
       AND has_column_privilege('portal_app', attrelid, attnum, $2)`,
    [table.name, right],
  );
  return rows.map(({ name }) => name);
}

describe('the world of these tests', () => {
  it('has rows of both sides in every table that belongs to resellers', async () => {
    expect(tables.length).toBeGreaterThan(20);
    const empty = await findings(async (table) => {
      const counts = [
        await rowsOf(table, idsOf(rivals.own)),
        await rowsOf(table, idsOf(rivals.other)),
      ];
      return counts.includes(0) ? counts : undefined;
    });
    expect(empty).toEqual({});
  });
});

describe("the server's login", () => {
  it('sees no row of any of them without a scope', async () => {
    const seen = await findings(async ({ name }) => {
      const n = await session.within(null, (client) => outcomeOf(client, `SELECT FROM ${name}`));
      return n === 0 || n === REFUSED ? undefined : n;
    });
    expect(seen).toEqual({});
  });

  it('sees no row of another reseller in any of them', async () => {
    const seen = await findings(async (table) => {
      const readable = await columnsWith(table, 'SELECT');
      const owners = table.owners.filter((owner) => readable.includes(owner));
      if (readable.length === 0) return undefined;
      if (owners.length === 0) return 'its owner cannot be read';
      const n = await session.within(rivals.own.reseller.id, (client) =>
        outcomeOf(
          client,
          `SELECT FROM (SELECT ${owners.join(', ')} FROM ${table.name}) t WHERE ${ownedBy('t', { ...table, owners })}`,
          [idsOf(rivals.other)],
        ),
      );
      return n === 0 ? undefined : n;
    });
    expect(seen).toEqual({});
  });

  it('sees its own rows in those that it may read', async () => {
    const readable = await findings(async ({ name }) => {
      const n = await session.within(rivals.own.reseller.id, (client) =>
        outcomeOf(client, `SELECT FROM ${name}`),
      );
      return n === REFUSED ? undefined : n;
    });
    expect(Object.keys(readable).length).toBeGreaterThan(18);
    expect(Object.entries(readable).filter(([, n]) => n === 0)).toEqual([]);
  });

  it('keeps nothing of a scope after COMMIT or ROLLBACK', async () => {
    const { client } = session;
    for (const end of ['COMMIT', 'ROLLBACK']) {
      await client.query('BEGIN');
      await enterScope(client, rivals.own.reseller.id);
      expect((await client.query('SELECT FROM orders.sales_order')).rowCount).toBeGreaterThan(0);
      await client.query(end);
      const { rows } = await client.query(
        `SELECT nullif(current_setting('app.scope', true), '') AS scope, nullif(current_setting('app.reseller', true), '') AS reseller`,
      );
      expect(rows).toEqual([{ scope: null, reseller: null }]);
      expect((await client.query('SELECT FROM orders.sales_order')).rowCount).toBe(0);
    }
  });
});

describe('nothing that the server can read as one reseller', () => {
  it('tells of the other side: no table and no view', async () => {
    const relations = await portal.rows<{ name: string; columns: string[] }>(
      `SELECT c.oid::regclass::text AS name, array_agg(quote_ident(a.attname)) AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_|^information_schema$'
         AND has_schema_privilege('portal_app', n.oid, 'USAGE')
         AND has_column_privilege('portal_app', c.oid, a.attnum, 'SELECT')
       GROUP BY c.oid ORDER BY 1`,
    );
    expect(relations.length).toBeGreaterThan(40);
    const pattern = await patternOf(rivals.other);
    const told: Record<string, unknown> = {};
    for (const { name, columns } of relations) {
      const { rows } = await session.within(rivals.own.reseller.id, (client) =>
        client.query<{ text: string }>(
          `SELECT r::text AS text FROM (SELECT ${columns.join(', ')} FROM ${name}) r WHERE r::text ~* $1`,
          [pattern],
        ),
      );
      if (rows.length > 0) told[name] = rows[0]?.text;
    }
    expect(told).toEqual({});
  });
});

/** What only this side's rows have: its mark, and the ids of its resellers, people, orders, lines and keys. */
async function patternOf(side: Side): Promise<string> {
  const rows = await portal.rows<{ id: string }>(
    `SELECT id::text FROM orders.sales_order WHERE sold_to_id = ANY ($1)
     UNION SELECT id::text FROM orders.order_line WHERE party_ids && $1
     UNION SELECT id::text FROM identity.membership WHERE reseller_id = ANY ($1)
     UNION SELECT user_id::text FROM identity.membership WHERE reseller_id = ANY ($1)
     UNION SELECT id::text FROM identity.api_key WHERE reseller_id = ANY ($1)
     UNION SELECT unnest($1)::text`,
    [idsOf(side)],
  );
  return [side.mark, ...rows.map(({ id }) => id)].join('|');
}

describe('as one reseller, the rows of another', () => {
  const asOwn = <T>(work: Parameters<typeof session.within<T>>[1]) =>
    session.within(rivals.own.reseller.id, work);

  it('are not updated, by a statement that names them and by one that names nothing', async () => {
    const changed = await findings(async (table) => {
      const [column] = await columnsWith(table, 'UPDATE');
      if (column === undefined) return undefined;
      return asOwn(async (client) => {
        const named = await outcomeOf(
          client,
          `UPDATE ${table.name} t SET ${column} = ${column} WHERE ${ownedBy('t', table)}`,
          [idsOf(rivals.other)],
        );
        await outcomeOf(client, `UPDATE ${table.name} SET ${column} = ${column}`);
        // The system's role sees which rows this very transaction has written.
        await client.query('SET LOCAL ROLE portal_system');
        const touched = await client.query(
          `SELECT FROM ${table.name} t WHERE xmin::text = txid_current()::text AND ${ownedBy('t', table)}`,
          [idsOf(rivals.other)],
        );
        const harmless = named === 0 || named === REFUSED;
        return harmless && touched.rowCount === 0 ? undefined : [named, touched.rowCount];
      });
    });
    expect(changed).toEqual({});
  });

  it('are not deleted by a statement that names nothing', async () => {
    const deleted = await findings(async (table) => {
      const before = await rowsOf(table, idsOf(rivals.other));
      return asOwn(async (client) => {
        await outcomeOf(client, `DELETE FROM ${table.name}`);
        await client.query('SET LOCAL ROLE portal_system');
        const left = await outcomeOf(
          client,
          `SELECT FROM ${table.name} t WHERE ${ownedBy('t', table)}`,
          [idsOf(rivals.other)],
        );
        return left === before || left === REFUSED ? undefined : [before, left];
      });
    });
    expect(deleted).toEqual({});
  });

  it('are not inserted', async () => {
    const inserted = await findings(async (table) => {
      const columns = (await columnsWith(table, 'INSERT')).join(', ');
      if (columns === '') return undefined;
      const [copy] = await portal.rows<{ row: object }>(
        `SELECT to_jsonb(t) || jsonb_build_object('id', gen_random_uuid()) AS row
         FROM ${table.name} t WHERE ${ownedBy('t', table)} LIMIT 1`,
        [idsOf(rivals.other)],
      );
      const outcome = await asOwn((client) =>
        outcomeOf(
          client,
          `INSERT INTO ${table.name} (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::${table.name}, $1)`,
          [JSON.stringify(copy?.row)],
        ),
      );
      return outcome === REFUSED ? undefined : outcome;
    });
    expect(inserted).toEqual({});
  });

  it('are not made of its own', async () => {
    const moved = await findings(async (table) => {
      const updatable = await columnsWith(table, 'UPDATE');
      const owners = table.owners.filter(
        (owner) =>
          updatable.includes(owner) && !NAMED_BY_THE_OWNER.includes(`${table.name}.${owner}`),
      );
      const outcomes: (string | number)[] = [];
      for (const owner of owners) {
        const value = owner.endsWith('_ids') ? 'ARRAY[$1::uuid]' : '$1::uuid';
        outcomes.push(
          await asOwn((client) =>
            outcomeOf(client, `UPDATE ${table.name} SET ${owner} = ${value}`, [
              rivals.other.reseller.id,
            ]),
          ),
        );
      }
      const harmful = outcomes.filter((outcome) => outcome !== 0 && outcome !== REFUSED);
      return harmful.length === 0 ? undefined : harmful;
    });
    expect(moved).toEqual({});
  });
});

describe('as the partner of record', () => {
  const PARTS = ['sales_order', 'order_line', 'allocation', 'hold', 'approval'];

  it.each(PARTS)("the distributor's rows of %s are neither changed nor deleted", async (part) => {
    const { own } = rivals;
    const counts = await session.within(own.partner.id, async (client) => [
      await outcomeOf(
        client,
        `UPDATE orders.${part} SET ${part === 'sales_order' ? 'version = version' : 'party_ids = party_ids'}`,
      ),
      await outcomeOf(client, `DELETE FROM orders.${part}`),
    ]);
    expect(counts.filter((outcome) => outcome !== 0 && outcome !== REFUSED)).toEqual([]);
  });
});

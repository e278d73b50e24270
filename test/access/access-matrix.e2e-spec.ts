import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema } from 'graphql';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { operationOf, rootFieldNames } from '../support/schema-operation.js';
import { addUser, signInAs } from '../support/world/identity.world.js';
import { saveDraft } from '../support/world/order.world.js';
import { buildRivals } from '../support/world/rivals.world.js';
import { addStaff } from '../support/world/shop.world.js';
import { CALLERS, MAY, type CallerName } from './access-table.js';
import type { InputWorld } from './input-world.js';
import { MICROSOFT_ON } from './microsoft-inputs.js';
import { argumentsOf, FIELDS_WITH_ARGUMENTS } from './root-inputs.js';

/** What a caller sends as its token; the users among them can sign in again. */
interface Caller {
  email: string | null;
  token: string | undefined;
}

let portal: Portal;
let world: InputWorld;
let schema: GraphQLSchema;
let callers: Record<CallerName, Caller>;

beforeAll(async () => {
  portal = await startPortal('access_matrix', MICROSOFT_ON);
  const rivals = await buildRivals(portal);
  const { own } = rivals;
  const draft = await saveDraft(
    rivals.shop,
    { shipToAddressId: own.reseller.addressId },
    own.buyer.token,
  );
  world = { rivals, side: own, draftId: draft.id };
  const nobody = await addUser(portal.db);
  const { accessToken } = await signInAs(portal, nobody.email);
  const key = (token: string): Caller => ({ email: null, token });
  callers = {
    ANONYMOUS: { email: null, token: undefined },
    BUYER: own.buyer,
    APPROVER: own.approver,
    RESELLER_ADMIN: own.admin,
    CATALOG_MANAGER: await addStaff(portal, 'CATALOG_MANAGER'),
    CHANNEL_MANAGER: await addStaff(portal, 'CHANNEL_MANAGER'),
    ORDER_DESK: await addStaff(portal, 'ORDER_DESK'),
    ANALYST: await addStaff(portal, 'ANALYST'),
    ADMIN: await addStaff(portal, 'ADMIN'),
    'key CATALOG_READ': key(own.keys.CATALOG_READ),
    'key ORDERS_READ': key(own.keys.ORDERS_READ),
    'key ORDERS_WRITE': key(own.keys.ORDERS_WRITE),
    'key SALES_READ': key(own.keys.SALES_READ),
    'no membership': { email: nobody.email, token: accessToken },
  };
  const introspection = await portal.ask(getIntrospectionQuery());
  schema = buildClientSchema(introspection.data);
}, 60_000);

afterAll(() => portal?.stop());

async function send(field: string, token: string | undefined): Promise<Answer> {
  const values = await argumentsOf(world, field);
  const operation = operationOf(schema, field, Object.keys(values), 2);
  return portal.ask(operation, values, token === undefined ? {} : { token });
}

function outcomeOf({ status, data, errors }: Answer): string {
  if (errors.length === 0) return status === 200 ? 'ALLOWED' : `status ${status}`;
  const codes = errors.map((error) => error.extensions.code).join(' ');
  return data === null ? `${status} ${codes}` : `${status} ${codes} with data`;
}

/** What each of them gets. */
async function outcomes(field: string, names: readonly CallerName[]) {
  const found: Partial<Record<CallerName, string>> = {};
  for (const name of names) {
    const { email, token } = callers[name];
    // This one field ends the session that it comes with.
    const spent = field === 'Mutation.signOut' && email !== null;
    const used = spent ? (await signInAs(portal, email)).accessToken : token;
    found[name] = outcomeOf(await send(field, used));
  }
  return found;
}

describe('the table', () => {
  it('names every root field of the schema, and none besides', () => {
    expect([...MAY.keys()].sort()).toEqual(rootFieldNames(schema).sort());
  });

  it('has an operation for every field', () => {
    expect([...FIELDS_WITH_ARGUMENTS].sort()).toEqual([...MAY.keys()].sort());
  });
});

describe('the content of the database', () => {
  it('shows the least change, in its table', async () => {
    const before = await contentOf(portal);
    await portal.db.query('UPDATE reseller.address SET line2 = $2 WHERE id = $1', [
      world.side.reseller.addressId,
      'Gate 2',
    ]);
    const after = await contentOf(portal);
    expect(Object.keys(after).filter((table) => after[table] !== before[table])).toEqual([
      'reseller.address',
    ]);
    expect(Object.keys(after).length).toBeGreaterThan(45);
  });
});

describe.each([...MAY.entries()])('%s', (field, holders) => {
  const refused = CALLERS.filter((name) => !holders.has(name));

  it('is refused to whom the table names, and changes nothing', async () => {
    // What the arguments name is made first, where it is not there yet.
    await argumentsOf(world, field);
    const before = await contentOf(portal);
    const expected = refused.map((name) => [
      name,
      name === 'ANONYMOUS' ? '401 UNAUTHENTICATED' : '403 FORBIDDEN',
    ]);
    expect(await outcomes(field, refused)).toEqual(Object.fromEntries(expected));
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is open to all others', async () => {
    const allowed = CALLERS.filter((name) => holders.has(name));
    expect(await outcomes(field, allowed)).toEqual(
      Object.fromEntries(allowed.map((name) => [name, 'ALLOWED'])),
    );
  });

  it('is refused to a token that is not ours', async () => {
    await argumentsOf(world, field);
    const before = await contentOf(portal);
    expect(outcomeOf(await send(field, 'cpp_live_AAAAAAAA_nothing'))).toBe('401 UNAUTHENTICATED');
    expect(await contentOf(portal)).toEqual(
      field === 'Mutation.tokenRefresh' ? expect.anything() : before,
    );
  });
});

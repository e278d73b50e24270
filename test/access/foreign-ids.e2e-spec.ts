import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema } from 'graphql';
import { contentOf } from '../support/database-content.js';
import { placesIn, takesId, withValueAt } from '../support/input-paths.js';
import { startPortal, type Portal } from '../support/portal.js';
import { operationOf, rootField, rootFieldNames } from '../support/schema-operation.js';
import { saveDraft } from '../support/world/order.world.js';
import { addFarStaff, buildRivals, type Side } from '../support/world/rivals.world.js';
import { addStaff, type Person } from '../support/world/shop.world.js';
import { COMMON, NAMED_PLACES, NOBODY, PLACES, withoutOther } from './foreign-places.js';
import type { Asker, ForeignWorld } from './foreign-world.js';
import { argumentsOf } from './root-inputs.js';

let portal: Portal;
let world: ForeignWorld;
/** In which the ids of the table are one's own. */
let ownWorld: ForeignWorld;
let schema: GraphQLSchema;
let askers: Record<Asker, Person>;
/** The same roles where the ids are within reach. */
let nearAskers: Record<Asker, Person>;

beforeAll(async () => {
  portal = await startPortal('foreign_ids');
  const rivals = await buildRivals(portal);
  const { own, other, shop } = rivals;
  const draftOf = async ({ reseller, buyer }: Side): Promise<string> =>
    (await saveDraft(shop, { shipToAddressId: reseller.addressId }, buyer.token)).id;
  const lineOf = async ({ confirmed }: Side): Promise<string> =>
    (
      await portal.rows<{ id: string }>('SELECT id FROM orders.order_line WHERE order_id = $1', [
        confirmed.id,
      ])
    )[0]?.id ?? '';
  world = {
    rivals,
    side: own,
    draftId: await draftOf(own),
    otherDraftId: await draftOf(other),
    otherLineId: await lineOf(other),
  };
  ownWorld = withoutOther(world, await lineOf(own));
  askers = {
    admin: own.admin,
    applicant: own.applicant,
    'far desk': await addFarStaff(rivals, 'ORDER_DESK'),
    'far manager': await addFarStaff(rivals, 'CHANNEL_MANAGER'),
    'far catalog': await addFarStaff(rivals, 'CATALOG_MANAGER'),
  };
  nearAskers = {
    admin: own.admin,
    applicant: own.applicant,
    'far desk': shop.desk,
    'far manager': await addStaff(portal, 'CHANNEL_MANAGER'),
    'far catalog': await addStaff(portal, 'CATALOG_MANAGER'),
  };
  schema = buildClientSchema((await portal.ask(getIntrospectionQuery())).data);
}, 60_000);

afterAll(() => portal?.stop());

/** Everything that a client gets to read, with the value that it sent made the same. */
async function answerTo(place: string, person: Person, value: string): Promise<string> {
  const [type = '', name = '', ...path] = place.split('.');
  const field = `${type}.${name}`;
  const values = withValueAt(await baseOf(field, path), path, value);
  const operation = operationOf(schema, field, Object.keys(values), 3);
  const { status, data, errors } = await portal.ask(operation, values, { token: person.token });
  return JSON.stringify({ status, data, errors })
    .replaceAll(value, '(value)')
    .replaceAll(/"requestId":"[^"]*"/g, '');
}

/** What else is asked: an order is not also named by its id, and a draft comes with nothing besides. */
async function baseOf(field: string, path: string[]): Promise<Record<string, unknown>> {
  const values = await argumentsOf(world, field);
  const input: object = Object(values['input']);
  // Two sends that are compared have the same key and number.
  const fixed = { idempotencyKey: `of ${path.join()}`, purchaseOrderNumber: `PO ${path.join()}` };
  const bases: Record<string, Record<string, unknown>> = {
    number: {},
    'Query.priceList': {},
    draftId: { input: { idempotencyKey: fixed.idempotencyKey } },
    lineId: {
      input: { orderId: world.side.confirmed.id, reason: 'Twice', lines: [{ quantity: 1 }] },
    },
    'Mutation.orderSubmit': { input: { ...input, ...fixed } },
    // Where it is within reach it goes on: orders of the tests after this one name the partner.
    'Mutation.relationshipEnd': { input: { ...input, expectedVersion: 99 } },
    'Mutation.orderHoldRelease': { input: { ...input, reason: 'CREDIT' } },
  };
  return bases[path.at(-1) ?? ''] ?? bases[field] ?? values;
}

function codesIn(answer: string): string[] {
  return [...answer.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code = '']) => code);
}

describe('every place for an id', () => {
  it('is in the list of these tests', () => {
    const all = rootFieldNames(schema).flatMap((field) =>
      placesIn(rootField(schema, field))
        .filter(takesId)
        .map(({ path }) => `${field}.${path.join('.')}`),
    );
    expect([...Object.keys(PLACES), ...COMMON].sort()).toEqual(all.sort());
  });
});

/** An empty list, or null for one thing. */
const NOTHING = /"nodes":\[\]|"data":\{"\w+":null\}/;

const ALL_PLACES = [
  ...Object.entries(PLACES).map(([place, rest]) => ({ place, unknown: NOBODY, ...rest })),
  ...NAMED_PLACES,
];

describe.each(ALL_PLACES)('$place, asked by the $by', ({ place, by, foreign, unknown, answer }) => {
  it('answers about what is of another exactly as about what nobody has, and changes nothing', async () => {
    // What the arguments name is made first, where it is not there yet.
    await argumentsOf(world, place.split('.').slice(0, 2).join('.'));
    const before = await contentOf(portal);
    const toForeign = await answerTo(place, askers[by], foreign(world));
    const toUnknown = await answerTo(place, askers[by], unknown);
    expect(toForeign).toBe(toUnknown);
    if (answer === 'nothing') expect(toForeign).toMatch(NOTHING);
    else expect(codesIn(toForeign).join(' ')).toBe(answer);
    expect(toForeign).not.toMatch(/OTHERMARK/i);
    expect(await contentOf(portal)).toEqual(before);
  });
});

describe('the partner of record', () => {
  it.each([
    ['orderCancel', 'confirmed', { reason: 'Ours' }],
    ['orderCancel', 'held', { reason: 'Ours' }],
    ['orderWithdraw', 'pending', {}],
    ['orderApprove', 'pending', {}],
    ['orderReject', 'pending', { reason: 'Ours' }],
    ['orderDraftDelete', 'confirmed', {}],
    ['orderDraftSave', 'confirmed', { marketCode: 'DE' }],
  ] as const)('is refused %s of an order that is %s', async (name, which, rest) => {
    const { own } = world.rivals;
    const before = await contentOf(portal);
    const field = `Mutation.${name}`;
    const { data } = await portal.ask(
      operationOf(schema, field, ['input'], 2),
      { input: { orderId: own[which].id, ...rest } },
      { token: own.partnerAdmin.token },
    );
    expect(codesIn(JSON.stringify(data))).toEqual(['NOT_FOUND']);
    expect(await contentOf(portal)).toEqual(before);
  });
});

// Last, since what is within reach is changed.
describe.each(ALL_PLACES)('within reach, $place', ({ place, by, foreign, unknown, answer }) => {
  it('answers otherwise about what is within reach', async () => {
    const toOwn = await answerTo(place, nearAskers[by], foreign(ownWorld));
    expect(toOwn).not.toBe(await answerTo(place, nearAskers[by], unknown));
    if (answer === 'nothing') expect(toOwn).not.toMatch(NOTHING);
    else for (const code of answer.split(' ')) expect(codesIn(toOwn)).not.toContain(code);
  });
});

describe('a key that another reseller has used', () => {
  it('is free: each has keys and numbers of its own', async () => {
    const { own, other } = world.rivals;
    const [{ input: theirs }, { input: ours }] = await Promise.all([
      argumentsOf({ ...world, side: other }, 'Mutation.orderSubmit'),
      argumentsOf(world, 'Mutation.orderSubmit'),
    ]);
    const same = { idempotencyKey: 'same-key', purchaseOrderNumber: 'SAME-PO' };
    const operation = operationOf(schema, 'Mutation.orderSubmit', ['input'], 2);
    const numbers: string[] = [];
    for (const [input, { token }] of [
      [theirs, other.buyer],
      [ours, own.buyer],
    ] as const) {
      const answer = await portal.ask(
        operation,
        { input: { ...Object(input), ...same } },
        { token },
      );
      const { replayed, order, userErrors } = answer.data.orderSubmit;
      expect([replayed, userErrors]).toEqual([false, []]);
      numbers.push(order.number);
    }
    expect(new Set(numbers).size).toBe(2);
  });
});

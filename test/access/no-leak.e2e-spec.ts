import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema } from 'graphql';
import { startPortal, type Portal } from '../support/portal.js';
import { operationOf, rootField, rootFieldNames } from '../support/schema-operation.js';
import { saveDraft } from '../support/world/order.world.js';
import { buildRivals, type Side } from '../support/world/rivals.world.js';
import { MAY } from './access-table.js';
import type { InputWorld } from './input-world.js';
import { argumentsOf } from './root-inputs.js';

/** How many levels of everything are read: an order's lines and what is below them, a product's variants and prices. */
const DEPTH = 5;

let portal: Portal;
let world: InputWorld;
let schema: GraphQLSchema;
/** What stands in rows of the other side and in no others: ids, numbers, names, e-mails, references. */
let secrets: readonly string[];
let queries: readonly string[];

beforeAll(async () => {
  // What is measured is what can be reached, not what one operation may cost.
  portal = await startPortal('no_leak', {
    LIMIT_COST: '10000000',
    LIMIT_TOKENS: '100000',
    LIMIT_DEPTH: '50',
  });
  const rivals = await buildRivals(portal);
  for (const { reseller, buyer, mark } of [rivals.own, rivals.other]) {
    const draft = { shipToAddressId: reseller.addressId, purchaseOrderNumber: `DRAFT-${mark}` };
    await saveDraft(rivals.shop, draft, buyer.token);
  }
  world = { rivals, side: rivals.own, draftId: '' };
  schema = buildClientSchema((await portal.ask(getIntrospectionQuery())).data);
  secrets = await secretsOf(rivals.other, rivals.own);
  queries = rootFieldNames(schema).filter((name) => name.startsWith('Query.'));
}, 60_000);

afterAll(() => portal?.stop());

/** Every text of at least 8 characters in the other side's rows that does not stand in the rows of the own side. */
async function secretsOf(other: Side, own: Side): Promise<string[]> {
  const textsOf = async (side: Side): Promise<Set<string>> => {
    const ids = [side.reseller.id, side.partner.id];
    const rows = await portal.rows<{ row: object }>(
      `SELECT to_jsonb(o) AS row FROM orders.sales_order o WHERE sold_to_id = ANY ($1)
       UNION ALL SELECT to_jsonb(l) - 'price_explanation' FROM orders.order_line l WHERE party_ids && $1
       UNION ALL SELECT to_jsonb(h) FROM orders.hold h WHERE party_ids && $1
       UNION ALL SELECT to_jsonb(p) FROM orders.approval p WHERE party_ids && $1
       UNION ALL SELECT to_jsonb(r) FROM reseller.reseller r WHERE id = ANY ($1)
       UNION ALL SELECT to_jsonb(a) FROM reseller.address a WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(c) FROM reseller.credit_account c WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(c) FROM reseller.credit_payment c WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(x) FROM reseller.tax_exemption x WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(m) FROM reseller.market_authorization m WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(p) FROM reseller.partner_relationship p WHERE distributor_id = ANY ($1)
       UNION ALL SELECT to_jsonb(b) FROM pricing.special_bid b WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(l) FROM pricing.price_list l WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(m) FROM identity.membership m WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(k) - 'scopes' FROM identity.api_key k WHERE reseller_id = ANY ($1)
       UNION ALL SELECT to_jsonb(u) FROM identity.user_account u JOIN identity.membership m ON m.user_id = u.id
         WHERE m.reseller_id = ANY ($1)`,
      [ids],
    );
    return new Set(rows.flatMap(({ row }) => textsIn(row)));
  };
  const ours = await textsOf(own);
  return [...(await textsOf(other))].filter((text) => text.length >= 8 && !ours.has(text));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.toLowerCase()];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

async function answerTo(field: string, token: string): Promise<string> {
  const values = { ...(await argumentsOf(world, field)), ...pageOf(field) };
  const operation = operationOf(schema, field, Object.keys(values), DEPTH);
  const { data, errors } = await portal.ask(operation, values, { token });
  return JSON.stringify({ data, errors });
}

function pageOf(field: string): object {
  return rootField(schema, field).args.some(({ name }) => name === 'first') ? { first: 100 } : {};
}

function leaksIn(answer: string): string[] {
  const text = answer.toLowerCase();
  return secrets.filter((secret) => text.includes(secret));
}

describe('what this test looks for', () => {
  it('is a lot, and is found by whom it belongs to', async () => {
    expect(secrets.length).toBeGreaterThan(100);
    const { other } = world.rivals;
    expect(secrets).toEqual(
      expect.arrayContaining([other.confirmed.id, other.buyer.email, 'po-othermark-1']),
    );
    for (const field of ['Query.orders', 'Query.viewer', 'Query.specialBids', 'Query.apiKeys']) {
      expect([field, leaksIn(await answerTo(field, other.admin.token)).length > 0]).toEqual([
        field,
        true,
      ]);
    }
  });
});

describe('every query, with everything that it gives', () => {
  const ASKERS = {
    'the admin of another reseller': ({ admin }) => admin.token,
    'a buyer of another reseller': ({ buyer }) => buyer.token,
    'the partner of record of another reseller': ({ partnerAdmin }) => partnerAdmin.token,
    'a key of another reseller that reads orders': ({ keys }) => keys.ORDERS_READ,
    'a key of another reseller that reads prices': ({ keys }) => keys.CATALOG_READ,
  } satisfies Record<string, (side: Side) => string>;

  it.each(Object.entries(ASKERS))('tells %s nothing of this one', async (_name, tokenOf) => {
    const leaks: Record<string, string[]> = {};
    for (const field of queries) {
      const found = leaksIn(await answerTo(field, tokenOf(world.side)));
      if (found.length > 0) leaks[field] = found;
    }
    expect(leaks).toEqual({});
  });

  it('is answered where the admin may ask, so that silence is no proof', async () => {
    const answered: string[] = [];
    for (const field of queries) {
      const answer = await answerTo(field, world.side.admin.token);
      if (answer.includes('"errors":[]')) answered.push(field);
    }
    expect(answered).toEqual(queries.filter((field) => MAY.get(field)?.has('RESELLER_ADMIN')));
  });
});

describe("what the partner of record reads of the distributor's orders", () => {
  /** Fields that hold money, credit or who decided. */
  const HIDDEN = [
    ...['net', 'tax', 'total', 'currentNet', 'currentTax', 'currentTotal', 'unitPrice', 'taxRate'],
    ...['priceExplanation', 'specialBidNumber', 'purchaseOrderNumber', 'credit', 'approval'],
    ...['heldSince', 'placedBy'],
  ];

  it('is neither a price nor credit, by any path', async () => {
    const { own } = world.rivals;
    const { data } = JSON.parse(await answerTo('Query.orders', own.partnerAdmin.token));
    const ids = data.orders.nodes.map(({ id }: { id: string }) => id);
    expect(ids.sort()).toEqual([own.confirmed.id, own.held.id].sort());
    const shown: string[] = [];
    const look = (value: unknown, key: string): void => {
      if (HIDDEN.includes(key) && value !== null) shown.push(key);
      else if (key === 'holds') expect(value).toEqual([]);
      // The market's own rate is public.
      else if (key !== 'market' && typeof value === 'object' && value !== null) {
        for (const [name, inner] of Object.entries(value)) look(inner, name);
      }
    };
    look(data.orders.nodes, '');
    expect(shown).toEqual([]);
  });

  it.each([
    ['its purchase order number', { text: 'PO-OWNMARK' }],
    ['its credit hold', { hold: 'CREDIT' }],
    ['whether it has a hold', { onHold: true }],
    ['its special bid', { text: 'SB-OWNMARK' }],
  ])('is not %s, by way of a filter either', async (_name, filter) => {
    const { own } = world.rivals;
    const { data } = await portal.ask(
      'query ($filter: OrderFilter) { orders(filter: $filter) { nodes { id } totalCount } }',
      { filter },
      { token: own.partnerAdmin.token },
    );
    expect(data.orders).toEqual({ nodes: [], totalCount: 0 });
  });

  it('is sorted as if it had no hold', async () => {
    const { own } = world.rivals;
    const { data, errors } = await portal.ask(
      '{ orders(orderBy: OLDEST_HOLD) { nodes { id heldSince } } }',
      {},
      { token: own.partnerAdmin.token },
    );
    expect(errors).toEqual([]);
    expect(data.orders.nodes.map(({ heldSince }: { heldSince: null }) => heldSince)).toEqual(
      data.orders.nodes.map(() => null),
    );
  });
});

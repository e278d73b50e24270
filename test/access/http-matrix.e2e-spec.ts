import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlatformHttpModule } from '../../src/platform/http/index.js';
import { sendRates } from '../sales/rate-files.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { sendDocument } from '../support/world/document.world.js';
import { download, upload } from '../support/world/exchange.world.js';
import { addMembership, addUser, signInAs } from '../support/world/identity.world.js';
import { buildRivals, type Side } from '../support/world/rivals.world.js';
import { addStaff } from '../support/world/shop.world.js';
import { CALLERS, type CallerName } from './access-table.js';

const KINDS = ['products', 'variants', 'listings', 'prices', 'stock'] as const;
type Kind = (typeof KINDS)[number];

/** Who may send and fetch the files of a kind; everybody else is refused before anything is read. */
const KEEPERS: Record<Kind, readonly CallerName[]> = {
  products: ['CATALOG_MANAGER', 'ADMIN'],
  variants: ['CATALOG_MANAGER', 'ADMIN'],
  listings: ['CATALOG_MANAGER', 'ADMIN'],
  prices: ['CATALOG_MANAGER', 'ADMIN'],
  stock: ['ORDER_DESK', 'ADMIN'],
};

/** Who reads sales as files: whoever may ask for them. */
const SALES_READERS: readonly CallerName[] = [
  'BUYER',
  'APPROVER',
  'RESELLER_ADMIN',
  'CHANNEL_MANAGER',
  'ORDER_DESK',
  'ANALYST',
  'ADMIN',
  'key SALES_READ',
];

/** Every route beside GraphQL: for everybody, for who has a link, for applicants, for who keeps files of some kind, for who reads sales, or for nobody until it is set up. */
const ROUTES: Record<
  string,
  'everybody' | 'link' | 'applicants' | 'keepers' | 'sales readers' | 'nobody'
> = {
  'GET /health/live': 'everybody',
  'GET /account/verify': 'everybody',
  'GET /account/reset': 'everybody',
  'GET /account/join': 'everybody',
  'GET /health/ready': 'everybody',
  'GET /metrics': 'everybody',
  'GET /schema.graphql': 'everybody',
  'GET /auth/microsoft/start': 'nobody',
  'GET /auth/microsoft/callback': 'nobody',
  'POST /imports/:kind': 'keepers',
  'GET /imports/:id/errors.csv': 'keepers',
  'GET /exports/:kind.csv': 'keepers',
  'POST /applications/:id/documents': 'applicants',
  'GET /documents/:id': 'link',
  'POST /exchange-rates': 'keepers',
  'GET /reports/sales.csv': 'sales readers',
  'GET /reports/sales.xlsx': 'sales readers',
  'GET /reports/sales.parquet': 'sales readers',
};

let portal: Portal;
let own: Side;
let tokens: Record<CallerName, string | undefined>;

beforeAll(async () => {
  portal = await startPortal('http_matrix');
  ({ own } = await buildRivals(portal));
  const nobody = await addUser(portal.db);
  const staff = async (role: Parameters<typeof addStaff>[1]) =>
    (await addStaff(portal, role)).token;
  tokens = {
    ANONYMOUS: undefined,
    BUYER: own.buyer.token,
    APPROVER: own.approver.token,
    RESELLER_ADMIN: own.admin.token,
    CATALOG_MANAGER: await staff('CATALOG_MANAGER'),
    CHANNEL_MANAGER: await staff('CHANNEL_MANAGER'),
    ORDER_DESK: await staff('ORDER_DESK'),
    ANALYST: await staff('ANALYST'),
    ADMIN: await staff('ADMIN'),
    'key CATALOG_READ': own.keys.CATALOG_READ,
    'key ORDERS_READ': own.keys.ORDERS_READ,
    'key ORDERS_WRITE': own.keys.ORDERS_WRITE,
    'key SALES_READ': own.keys.SALES_READ,
    'no membership': (await signInAs(portal, nobody.email)).accessToken,
  };
}, 60_000);

afterAll(() => portal?.stop());

type Sent = { status: number; json: Awaited<ReturnType<typeof download>>['json'] };

async function outcomes(send: (token: string | undefined) => Promise<Sent>) {
  const found: Partial<Record<CallerName, string>> = {};
  for (const name of CALLERS) {
    const { status, json } = await send(tokens[name]);
    const code = json?.errors?.[0].extensions.code;
    found[name] = code === undefined ? String(status) : `${status} ${code}`;
  }
  return found;
}

const refused = (name: CallerName) =>
  name === 'ANONYMOUS' ? '401 UNAUTHENTICATED' : '403 FORBIDDEN';

function expected(keepers: readonly CallerName[], allowed: string) {
  return Object.fromEntries(
    CALLERS.map((name) => [name, keepers.includes(name) ? allowed : refused(name)]),
  );
}

it('the table names every route of the server', () => {
  const routes = portal.app.get(PlatformHttpModule).routes();
  expect(routes.map(({ name }) => name).sort()).toEqual(Object.keys(ROUTES).sort());
  for (const { name, permissions } of routes) {
    const isPublic = ['everybody', 'link', 'nobody'].includes(String(ROUTES[name]));
    expect([name, permissions.includes('PUBLIC')]).toEqual([name, isPublic]);
  }
});

describe.each(Object.keys(ROUTES).filter((name) => ROUTES[name] === 'everybody'))('%s', (name) => {
  it('is open to everybody', async () => {
    const path = name.replace('GET ', '');
    expect(await outcomes((token) => download(portal, token, path))).toEqual(
      Object.fromEntries(CALLERS.map((caller) => [caller, '200'])),
    );
  });
});

describe.each(Object.keys(ROUTES).filter((name) => ROUTES[name] === 'nobody'))('%s', (name) => {
  it('is not there until it is set up', async () => {
    const path = `${name.replace('GET ', '')}?challenge=${'c'.repeat(43)}`;
    expect(await outcomes((token) => download(portal, token, path))).toEqual(
      Object.fromEntries(CALLERS.map((caller) => [caller, '404 NOT_FOUND'])),
    );
  });
});

describe.each(KINDS)('files of %s', (kind) => {
  it('come in from who keeps them; whom else the server refuses, it does not listen to', async () => {
    const before = await contentOf(portal);
    const file = { kind, file: 'no,such,columns\r\n1,2,3\r\n' };
    expect(await outcomes((token) => upload(portal, token, file))).toEqual(
      expected(KEEPERS[kind], '400 BAD_USER_INPUT'),
    );
    expect(await contentOf(portal)).toEqual(before);
  });

  it('go out to the same', async () => {
    expect(await outcomes((token) => download(portal, token, `/exports/${kind}.csv`))).toEqual(
      expected(KEEPERS[kind], '200'),
    );
  });
});

it('exchange rates come in from administrators; whom else the server refuses, it does not listen to', async () => {
  const before = await contentOf(portal);
  const send = (token: string | undefined) => sendRates(portal, token, 'no,such,columns');
  expect(await outcomes(send)).toEqual(expected(['ADMIN'], '400 BAD_USER_INPUT'));
  expect(await contentOf(portal)).toEqual(before);
});

it.each(['csv', 'xlsx', 'parquet'])(
  'sales go out as %s to whoever may ask for them',
  async (format) => {
    const path = `/reports/sales.${format}?from=2026-01-01&to=2026-12-31&groupBy=RESELLER`;
    expect(await outcomes((token) => download(portal, token, path))).toEqual(
      expected(SALES_READERS, '200'),
    );
  },
);

it('the errors of a file that is not there are looked for only for keepers', async () => {
  const path = '/imports/018f4e9e-7b1a-7c3d-8e2f-00000000dead/errors.csv';
  expect(await outcomes((token) => download(portal, token, path))).toEqual(
    expected(['CATALOG_MANAGER', 'ORDER_DESK', 'ADMIN'], '404 NOT_FOUND'),
  );
});

it('documents come in from applicants, and only for their own applications', async () => {
  const before = await contentOf(portal);
  const sent = { applicationId: own.applicationId, content: Buffer.from('no document') };
  expect(await outcomes((token) => sendDocument(portal, token, sent))).toEqual(
    expected(['RESELLER_ADMIN', 'no membership'], '404 NOT_FOUND'),
  );
  expect((await sendDocument(portal, own.applicant.token, sent)).status).toBe(415);
  expect(await contentOf(portal)).toEqual(before);
});

it('documents go out by links alone, whoever asks', async () => {
  const path = `/documents/${own.documentId}`;
  expect(await outcomes((token) => download(portal, token, path))).toEqual(
    Object.fromEntries(CALLERS.map((name) => [name, '403 FORBIDDEN'])),
  );
});

it('files are closed to staff who speak for a reseller at the moment', async () => {
  const { id, email } = await addUser(portal.db, { staffRoles: ['ADMIN'] });
  await addMembership(portal.db, { userId: id, resellerId: own.reseller.id });
  const staff = await signInAs(portal, email);
  const { data } = await portal.ask(
    'mutation ($input: SwitchResellerInput!) { switchReseller(input: $input) { accessToken } }',
    { input: { resellerId: own.reseller.id } },
    { token: staff.accessToken },
  );
  const { accessToken } = data.switchReseller;
  const file = { kind: 'stock', file: 'locationCode,sku,onHand\r\nRTM,SKU-A,1\r\n' };
  for (const { status, json } of [
    await upload(portal, accessToken, file),
    await download(portal, accessToken, '/exports/stock.csv'),
  ]) {
    expect([status, json.errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
  }
});

it('an unknown kind, an unknown address and a token that is not ours are told apart', async () => {
  const ask = async (path: string, token: string | undefined) => {
    const { status, json } = await download(portal, token, path);
    return `${status} ${json.errors[0].extensions.code}`;
  };
  expect([
    await ask('/exports/orders.csv', tokens.ADMIN),
    await ask('/exports/prices', tokens.ADMIN),
    await ask('/exports/prices.csv', 'cpp_live_AAAAAAAA_nothing'),
    await ask('/imports', tokens.ADMIN),
  ]).toEqual(['404 NOT_FOUND', '404 NOT_FOUND', '401 UNAUTHENTICATED', '404 NOT_FOUND']);
});

import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fillDemo, type DemoSignIn } from '../../src/cli/demo/fill-demo.js';
import { startPortal, type Portal } from '../support/portal.js';

const VIEWER = `{ viewer { user { email } staffRoles membership { role resellerName } reseller { legalName } } }`;

const VARIANT = `query ($sku: String!, $quantity: Int!) {
  variant(sku: $sku, marketCode: "DE") {
    price(quantity: $quantity) {
      unitPrice { amount currencyCode }
      breaks { minimumQuantity unitPrice { amount } }
      explanation { winner { priceListCode } }
    }
    availability { available }
  }
}`;

let portal: Portal;
let signIns: DemoSignIn[];
const said: string[] = [];

beforeAll(async () => {
  portal = await startPortal('demo-portal');
  signIns = await fillDemo(portal.app, portal.config, (line) => said.push(line));
});

afterAll(async () => {
  await portal.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
});

const first = (role: string): DemoSignIn => signIns.find((signIn) => signIn.role === role)!;

describe('the demo behind the server', () => {
  it('says once that it was filled', async () => {
    expect(said).toEqual(['Filled the database with the demo channel.']);
    await fillDemo(portal.app, portal.config, (line) => said.push(line));
    expect(said).toHaveLength(1);
  });

  it('writes nobody a letter about its orders of the past', async () => {
    expect(await portal.rows('SELECT 1 FROM orders.confirmation_due')).toEqual([]);
    expect(await portal.letters()).toEqual([]);
  });

  it('lets everybody of its sign-ins in, in the role it says', async () => {
    for (const signIn of signIns) {
      const token = await portal.signIn(signIn);
      const { data, errors } = await portal.ask(VIEWER, {}, { token });
      expect(errors).toEqual([]);
      const { membership, staffRoles, reseller, user } = data.viewer;
      expect(user.email).toBe(signIn.email);
      if (signIn.reseller === null) {
        expect({ membership, staffRoles, reseller }).toEqual({
          membership: null,
          staffRoles: signIn.role === 'APPLICANT' ? [] : [signIn.role],
          reseller: null,
        });
      } else {
        expect(membership).toEqual({ role: signIn.role, resellerName: signIn.reseller });
        expect(reseller).toEqual({ legalName: signIn.reseller });
        expect(staffRoles).toEqual([]);
      }
    }
  });

  it('shows its buyer the breaks of the worked example', async () => {
    const token = await portal.signIn(first('BUYER'));
    const { data, errors } = await portal.ask(
      VARIANT,
      { sku: 'XBS12-8-256', quantity: 12 },
      { token },
    );
    expect(errors).toEqual([]);
    expect(data.variant.price).toEqual({
      unitPrice: { amount: '525.00', currencyCode: 'EUR' },
      breaks: [
        { minimumQuantity: 1, unitPrice: { amount: '540.00' } },
        { minimumQuantity: 10, unitPrice: { amount: '525.00' } },
        { minimumQuantity: 50, unitPrice: { amount: '510.00' } },
      ],
      explanation: { winner: { priceListCode: 'DE-PREMIER' } },
    });
    expect(data.variant.availability.available).toBeGreaterThanOrEqual(400);
  });

  it('shows anybody the markets that are open, paused or winding down', async () => {
    const { data, errors } = await portal.ask('{ markets { code state } }');
    expect(errors).toEqual([]);
    const closed = data.markets.filter(({ state }: { state: string }) => state !== 'OPEN');
    expect(data.markets).toHaveLength(14);
    expect(closed).toEqual([
      { code: 'CO', state: 'PAUSED' },
      { code: 'TR', state: 'WIND_DOWN' },
    ]);
  });

  it('shows its resellers their own credit only', async () => {
    const own = '{ creditAccounts(first: 20) { nodes { reseller { legalName } currencyCode } } }';
    const token = await portal.signIn(first('BUYER'));
    const { data, errors } = await portal.ask(own, {}, { token });
    expect(errors).toEqual([]);
    expect(data.creditAccounts.nodes).toEqual([
      { reseller: { legalName: 'Elbufer Demo Systemhaus GmbH' }, currencyCode: 'EUR' },
    ]);
  });
});

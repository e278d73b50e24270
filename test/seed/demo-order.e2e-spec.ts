import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoOrderLine } from '../../src/cli/demo/demo-order.js';
import { fillDemo, type DemoSignIn } from '../../src/cli/demo/fill-demo.js';
import { startPortal, type Portal } from '../support/portal.js';
import { breaches } from '../support/world/shop.world.js';

describe('the line that the server prints', () => {
  let portal: Portal;
  let buyer: DemoSignIn;

  beforeAll(async () => {
    portal = await startPortal('demo-order');
    const signIns = await fillDemo(portal.app, portal.config, () => undefined);
    buyer = signIns.find(({ role }) => role === 'BUYER')!;
  });
  afterAll(async () => {
    await portal.stop();
    rmSync(portal.config.dataDir, { recursive: true, force: true });
  });

  it('signs the demo buyer in and places an order', async () => {
    const line = await demoOrderLine(portal.app, buyer, portal.url);
    const { stdout } = await promisify(execFile)('bash', ['-euc', line ?? 'exit 1']);
    expect(JSON.parse(stdout)).toEqual({
      data: {
        orderSubmit: {
          order: {
            number: expect.stringMatching(/^SO-\d{4}-000301$/),
            state: 'CONFIRMED',
            total: { amount: '7497.00', currencyCode: 'EUR' },
          },
          userErrors: [],
        },
      },
    });
    expect(await breaches(portal)).toEqual([]);
  });

  it('is not printed where the buyer is not there', async () => {
    const stranger = { ...buyer, email: 'nobody@elbufer.example' };
    expect(await demoOrderLine(portal.app, stranger, portal.url)).toBeNull();
  });
});

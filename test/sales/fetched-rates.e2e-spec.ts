import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadToolConfig } from '../../src/platform/config/index.js';
import { JobRegistry } from '../../src/platform/jobs/index.js';
import { FetchExchangeRates } from '../../src/sales/fetch-exchange-rates.js';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { ecbFile } from './rate-files.js';

let bank: Server;
let portal: Portal;
let answer: { status: number; body: Buffer | string; cut?: boolean };
let asked: (string | undefined)[];

beforeAll(async () => {
  // Stands where the bank's server does; nothing here asks the network.
  bank = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.accept}`);
    response.writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.body) });
    if (answer.cut === true) response.write(answer.body.slice(0, 500), () => response.destroy());
    else response.end(answer.body);
  });
  await new Promise<void>((done) => bank.listen(0, '127.0.0.1', done));
  const { port } = bank.address() as AddressInfo;
  portal = await startPortal('fetched_rates', {
    EXCHANGE_RATES_URL: `http://127.0.0.1:${port}/eurofxref-hist-90d.xml`,
  });
}, 60_000);

afterAll(async () => {
  await portal?.stop();
  await new Promise((done) => bank.close(done));
});

beforeEach(() => {
  asked = [];
});

const run = (served: Portal = portal) =>
  served.app.get(FetchExchangeRates, { strict: false }).run();

const timetable = ({ app }: Portal) =>
  app
    .get(JobRegistry, { strict: false })
    .all()
    .cron.filter(({ task }) => task === 'sales.fetch_exchange_rates');

describe('the fetch of exchange rates', () => {
  it('takes over what the address answers, and nothing when it is the same the next day', async () => {
    answer = { status: 200, body: await ecbFile('eurofxref-hist-90d.xml') };
    expect(await run()).toMatchObject({ added: 58, changed: 0, lastDay: '2014-06-13' });
    const [record] = await portal.rows(
      `SELECT actor_kind AS kind, actor_label AS label, new ->> 'added' AS added FROM platform.audit_record
       WHERE entity = 'EXCHANGE_RATE_FILE'`,
    );
    expect(record).toEqual({
      kind: 'SYSTEM',
      label: expect.stringMatching(/^exchange rates are fetched from 127\.0\.0\.1:\d+$/),
      added: '58',
    });
    const before = await contentOf(portal);
    expect(await run()).toMatchObject({ added: 0, changed: 0, unchanged: 58 });
    expect(await contentOf(portal)).toEqual(before);
    expect(asked).toEqual(
      Array.from({ length: 2 }, () => 'GET /eurofxref-hist-90d.xml application/xml, text/csv'),
    );
  });

  it.each<[string, () => Promise<typeof answer>, RegExp]>([
    ['an error', () => Promise.resolve({ status: 503, body: 'busy' }), /answers 503/],
    [
      'a page instead',
      () => Promise.resolve({ status: 200, body: '<html><body>Moved</body></html>' }),
      /must be one Envelope/,
    ],
    [
      'half a file',
      async () => ({ status: 200, body: await ecbFile('eurofxref-hist-90d.xml'), cut: true }),
      /terminated|aborted|did not arrive/,
    ],
    [
      'a shorter file',
      async () => ({
        status: 200,
        body: (await ecbFile('eurofxref-hist-90d.xml')).subarray(0, 1500),
      }),
      /cut off|within a tag/,
    ],
  ])('fails with %s, to be tried again, and takes nothing', async (_name, made, message) => {
    answer = await made();
    const before = await contentOf(portal);
    await expect(run()).rejects.toThrow(message);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('is on the timetable only where an address is set', async () => {
    expect(timetable(portal)).toEqual([
      { task: 'sales.fetch_exchange_rates', match: '30 15 * * *' },
    ]);
    const without = await startPortal('no_rates');
    try {
      expect(timetable(without)).toEqual([]);
      expect(await run(without)).toBeNull();
      expect(asked).toEqual([]);
    } finally {
      await without.stop();
    }
  });

  it.each(['http://example.com/rates.xml', 'ftp://example.com/rates.xml', 'rates.xml'])(
    'is refused from %s',
    (address) => {
      expect(() => loadToolConfig({ EXCHANGE_RATES_URL: address })).toThrow(
        'EXCHANGE_RATES_URL: must be an https address.',
      );
    },
  );
});

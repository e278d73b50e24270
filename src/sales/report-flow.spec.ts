import { describe, expect, it } from '@jest/globals';
import express from 'express';
import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { csvParts } from './report-csv.js';
import { parquetParts } from './report-parquet.js';
import type { Report, ReportRow } from './report.rules.js';
import { xlsxParts } from './report-xlsx.js';
import { sendReport } from './send-report.js';

const BATCH_ROWS = 1000;
const BATCHES = 60;

/** A long report, and how much of it was asked for. */
function longReport(): { report: Report; taken: { batches: number; ended: boolean } } {
  const taken = { batches: 0, ended: false };
  async function* batches(): AsyncGenerator<ReportRow[], void> {
    try {
      for (let n = 0; n < BATCHES; n++) {
        taken.batches += 1;
        yield Array.from({ length: BATCH_ROWS }, (_, i): ReportRow => {
          const number = n * BATCH_ROWS + i;
          // Numbers without a pattern, so that packing does not make them few.
          return [`SKU-${(number * 2_654_435_761) % 4_294_967_296}`, `${number}.01`];
        });
      }
    } finally {
      taken.ended = true;
    }
  }
  const report: Report = {
    columns: [
      { name: 'sku', type: 'TEXT' },
      { name: 'netSales', type: 'AMOUNT' },
    ],
    rowCount: BATCHES * BATCH_ROWS,
    batches: batches(),
    totals: null,
    notes: [],
  };
  return { report, taken };
}

const ENCODERS: [string, (report: Report) => AsyncGenerator<Uint8Array | string, void>][] = [
  ['CSV', (report) => csvParts(report, { byteOrderMark: false })],
  ['XLSX', (report) => xlsxParts(report)],
  ['Parquet', parquetParts],
];

describe.each(ENCODERS)('%s', (_name, partsOf) => {
  it('asks for rows as they are read, and holds few of them', async () => {
    const { report, taken } = longReport();
    const parts = partsOf(report);
    let bytes = 0;
    while (taken.batches < 10) bytes += (await parts.next()).value?.length ?? 0;
    const half = taken.batches;
    // Whoever waits here has time to read on, if it reads without being asked.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(taken.batches - half).toBeLessThanOrEqual(6);
    expect(bytes).toBeGreaterThan(0);
    for await (const part of parts) bytes += part.length;
    expect([taken.batches, taken.ended]).toEqual([BATCHES, true]);
  });
});

describe('sending', () => {
  async function serving(
    partsOf: (report: Report) => AsyncGenerator<Uint8Array | string, void>,
    report: Report,
    stallMs: number,
  ): Promise<{ server: Server; done: Promise<unknown>; reader: IncomingMessage }> {
    let settle: (value: unknown) => void = () => undefined;
    const done = new Promise((resolve) => (settle = resolve));
    const app = express();
    app.get('/', (_request, response) => {
      const file = { name: 'sales.csv', type: 'text/csv' };
      sendReport(response, file, partsOf(report), { stallMs, wholeMs: 60_000 }).then(
        () => settle('sent'),
        settle,
      );
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const request = get({ host: '127.0.0.1', port, agent: false });
    const [reader] = (await once(request, 'response')) as [IncomingMessage];
    return { server, done, reader };
  }

  it('ends for a reader who takes nothing for too long', async () => {
    const { report, taken } = longReport();
    const { server, done, reader } = await serving(
      (one) => csvParts({ ...one, batches: padded(one.batches) }, { byteOrderMark: false }),
      report,
      300,
    );
    const broken = once(reader, 'error');
    expect(await done).toBe('sent');
    expect(taken.batches).toBeLessThan(BATCHES);
    reader.resume();
    expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
    server.close();
  });

  it('sends everything to one who reads', async () => {
    const { report, taken } = longReport();
    const { server, done, reader } = await serving(parquetParts, report, 5000);
    let bytes = 0;
    for await (const chunk of reader) bytes += (chunk as Buffer).length;
    expect(await done).toBe('sent');
    expect([taken.batches, bytes > 100_000]).toEqual([BATCHES, true]);
    server.close();
  });
});

/** Long cells: more than the buffers of a connection hold. */
async function* padded(
  batches: AsyncIterable<readonly ReportRow[]>,
): AsyncGenerator<ReportRow[], void> {
  for await (const rows of batches)
    yield rows.map(([sku, net]) => [`${sku}${'x'.repeat(200)}`, net ?? null]);
}

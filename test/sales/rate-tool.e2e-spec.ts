import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/run-program.js';
import { startPortal, type Portal } from '../support/portal.js';

// Each run of the tool is a process of its own, which compiles its sources first.
jest.setTimeout(90_000);

const file = (name: string) => fileURLToPath(new URL(`ecb/${name}`, import.meta.url));

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal('rate_tool');
});

afterAll(() => portal?.stop());

const importRates = (args: string[], input?: string | Buffer) =>
  runProgram(portal, 'import-exchange-rates', args, input);

const stored = async () => (await portal.rows('SELECT 1 FROM sales.exchange_rate')).length;

describe('import-exchange-rates', () => {
  it('takes a file over and tells what it did', async () => {
    const done = await importRates([file('eurofxref-hist.csv')]);
    expect(done.code).toBe(0);
    expect(done.err).toContain(
      '7 days from 1999-01-04 to 2024-07-04: 181 rates added, 0 corrected, 0 as they were. No active currencies, left out: BGN, CYP,',
    );
    expect(JSON.parse(done.out)).toMatchObject({ added: 181, lastDay: '2024-07-04' });
    expect(await stored()).toBe(181);
    const [record] = await portal.rows(
      `SELECT actor_kind AS kind, actor_label AS label FROM platform.audit_record WHERE entity = 'EXCHANGE_RATE_FILE'`,
    );
    expect(record).toEqual({
      kind: 'SYSTEM',
      label: 'a file of exchange rates is imported by hand',
    });
  });

  it('reads standard input, and refuses a wrong file with every line', async () => {
    const before = await stored();
    const wrong = await importRates(['-'], 'Date,USD\n2024-01-02,-1\nnever,1.1\n');
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(wrong.err.split('\n').slice(-3)).toEqual([
      'Line 2: "-1" is no rate of USD: a number above 0 with a decimal point.',
      'Line 3: "never" is no day.',
      'Nothing of the file was taken.',
    ]);
    expect(await stored()).toBe(before);
    const right = await importRates(['-'], 'Date,USD\n2024-01-02,1.1\n');
    expect(JSON.parse(right.out)).toMatchObject({ added: 1 });
    expect(await stored()).toBe(before + 1);
  });

  it('says what it needs', async () => {
    const none = await importRates([]);
    expect([none.code, none.err]).toEqual([
      1,
      'Give one file. See: npm run import-exchange-rates -- --help',
    ]);
    const missing = await importRates([file('nothing.csv')]);
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('no such file')]);
    const help = await importRates(['--help']);
    expect([help.code, help.out]).toEqual([0, expect.stringContaining('eurofxref-hist.csv')]);
  });
});

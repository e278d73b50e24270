import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as send } from 'node:http';
import { contentOf } from '../support/database-content.js';
import { startPortal, type Portal } from '../support/portal.js';
import { checked, download, upload, type UploadOptions } from '../support/world/exchange.world.js';
import { openShop, type Shop } from '../support/world/shop.world.js';

const HEADER = 'locationCode,sku,onHand,reason';
const GOOD = 'RTM,SKU-A,1000,Counted';
const MAX_BYTES = 2_000_000;
const MAX_ROWS = 1500;

let portal: Portal;
let shop: Shop;

beforeAll(async () => {
  portal = await startPortal('bad_files', {
    JOBS: 'true',
    IMPORT_MAX_BYTES: String(MAX_BYTES),
    IMPORT_MAX_ROWS: String(MAX_ROWS),
  });
  shop = await openShop(portal);
}, 60_000);

afterAll(() => portal?.stop());

const stock = (file: string | Buffer) => ({ kind: 'stock', file });
const lines = (...all: string[]) => all.join('\r\n');

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

interface Found {
  line: number;
  column: string;
  code: string;
}

/** What a file that is taken would do: its counts as text, and each error as line, column and code. */
async function judged(file: string | Buffer): Promise<[string, ...string[]]> {
  const { state, counts, rows } = await checked(portal, shop.desk.token, stock(file));
  expect(state).toBe('CHECKED');
  const errors = rows.nodes.flatMap(({ problems }: { problems: Found[] }) =>
    problems.map(({ line, column, code }) => `${line} ${column} ${code}`),
  );
  const { create, update, unchanged, error } = counts;
  return [`+${create} ~${update} =${unchanged} !${error}`, ...errors];
}

describe('a file that is taken', () => {
  it.each<[string, string | Buffer, string[]]>([
    ['in UTF-8', lines(HEADER, GOOD, ''), ['+0 ~0 =1 !0']],
    ['with a byte order mark', `\ufeff${lines(HEADER, GOOD)}`, ['+0 ~0 =1 !0']],
    ['in UTF-16 LE', utf16(lines(HEADER, GOOD), false), ['+0 ~0 =1 !0']],
    ['in UTF-16 BE', utf16(lines(HEADER, GOOD), true), ['+0 ~0 =1 !0']],
    ['with semicolons', lines(HEADER, GOOD).replaceAll(',', ';'), ['+0 ~0 =1 !0']],
    ['with tabs', lines(HEADER, GOOD).replaceAll(',', '\t'), ['+0 ~0 =1 !0']],
    [
      'in another order and case',
      lines('ONHAND,Sku,LocationCode', '999,SKU-A,RTM'),
      ['+0 ~0 =0 !1', '2 reason REQUIRED'],
    ],
    [
      'with CR LF, LF and CR',
      `${HEADER}\r\n${GOOD}\nRTM,SKU-B,1,x\rRTM,SKU-X,1,x\r\n`,
      ['+0 ~1 =1 !1', '4 sku UNKNOWN_SKU'],
    ],
    ['with empty lines', `${HEADER}\n\n\nRTM,SKU-X,1,x\n\n`, ['+0 ~0 =0 !1', '4 sku UNKNOWN_SKU']],
    [
      'with quoted cells over lines',
      `${HEADER}\nRTM,SKU-B,5,"one\r\ntwo ""three"", four"\nRTM,SKU-X,1,x`,
      ['+0 ~1 =0 !1', '4 sku UNKNOWN_SKU'],
    ],
    ['with a short row', lines(HEADER, 'RTM,SKU-A', GOOD), ['+0 ~0 =1 !1', '2  INVALID_VALUE']],
    [
      'with a long row',
      lines(HEADER, GOOD, 'RTM,SKU-A,1,x,y'),
      ['+0 ~0 =1 !1', '3  INVALID_VALUE'],
    ],
    [
      'with a cell of 100,000 characters',
      lines(HEADER, `RTM,${'A'.repeat(100_000)},1,x`, GOOD),
      ['+0 ~0 =1 !1', '2 sku INVALID_VALUE'],
    ],
    [
      'with a text of 100,000 characters',
      lines(HEADER, `RTM,SKU-A,1,${'ü'.repeat(100_000)}`),
      ['+0 ~0 =0 !1', '2 reason INVALID_VALUE'],
    ],
    ['with NUL', lines(HEADER, 'RTM,SKU\0-A,1,x', GOOD), ['+0 ~0 =1 !1', '2 sku INVALID_VALUE']],
    [
      'with formulas',
      lines(
        HEADER,
        "RTM,SKU-A,999,'=cmd|calc",
        'RTM,=SKU-B,1,x',
        'RTM,SKU-B,+5,x',
        'RTM,SKU-B,@5,x',
      ),
      ['+0 ~1 =0 !3', '3 sku UNKNOWN_SKU', '4 onHand INVALID_VALUE', '5 onHand INVALID_VALUE'],
    ],
    [
      'with a row twice',
      lines(HEADER, GOOD, 'RTM,SKU-B,1000,', GOOD),
      ['+0 ~0 =2 !1', '4 sku ALREADY_EXISTS'],
    ],
    [
      'with numbers that are none',
      lines(
        HEADER,
        'RTM,SKU-A,1.5,x',
        'RTM,SKU-A,1e3,x',
        'RTM,SKU-A,,x',
        'RTM,SKU-A,0x5,x',
        'RTM,SKU-A,99999999999,x',
      ),
      [
        '+0 ~0 =0 !5',
        '2 onHand INVALID_VALUE',
        '3 onHand INVALID_VALUE',
        '4 onHand REQUIRED',
        '5 onHand INVALID_VALUE',
        '6 onHand INVALID_VALUE',
      ],
    ],
    [
      'with a number below zero',
      lines(HEADER, 'RTM,SKU-A,-1,x'),
      ['+0 ~0 =0 !1', '2 onHand INVALID_VALUE'],
    ],
    [
      'with blank cells',
      lines(HEADER, ',,,', ' ,SKU-A,1,x'),
      [
        '+0 ~0 =0 !2',
        '2 locationCode REQUIRED',
        '2 sku REQUIRED',
        '2 onHand REQUIRED',
        '3 locationCode REQUIRED',
      ],
    ],
    [
      'with an unknown location',
      lines(HEADER, 'NIX,SKU-A,1,x'),
      ['+0 ~0 =0 !1', '2 locationCode NOT_FOUND'],
    ],
    [
      'with words of SQL',
      lines(HEADER, `RTM,"'; DROP TABLE x; --",1,x`),
      ['+0 ~0 =0 !1', '2 sku UNKNOWN_SKU'],
    ],
    [
      'with what an error file adds',
      lines(`${HEADER},line,column,code,message`, `${GOOD},7,sku,UNKNOWN_SKU,There is none.`),
      ['+0 ~0 =1 !0'],
    ],
  ])('%s', async (_, file, expected) => {
    expect(await judged(file)).toEqual(expected);
  });
});

describe('a file that is refused whole, and leaves nothing', () => {
  it.each<[string, string | Buffer, string, object]>([
    ['empty', '', 'INVALID_VALUE', { rule: 'EMPTY' }],
    ['a byte order mark and no more', '\ufeff', 'INVALID_VALUE', { rule: 'EMPTY' }],
    ['a header without rows', `${HEADER}\r\n`, 'INVALID_VALUE', { rule: 'EMPTY', line: 1 }],
    [
      'without a header',
      lines(GOOD, GOOD),
      'INVALID_VALUE',
      { rule: 'UNKNOWN_COLUMN', line: 1, columns: ['RTM', 'SKU-A', '1000', 'Counted'] },
    ],
    [
      'with an unknown column',
      lines(`${HEADER},colour`, `${GOOD},red`),
      'INVALID_VALUE',
      { rule: 'UNKNOWN_COLUMN', line: 1, columns: ['colour'] },
    ],
    [
      'with a column twice',
      lines(`${HEADER},SKU`, `${GOOD},x`),
      'INVALID_VALUE',
      { rule: 'DUPLICATE_COLUMN', line: 1, columns: ['sku'] },
    ],
    [
      'without a column that is needed',
      lines('locationCode,sku', 'RTM,SKU-A'),
      'REQUIRED',
      { line: 1, columns: ['onHand'] },
    ],
    [
      'cut off within quotation marks',
      lines(HEADER, GOOD, 'RTM,SKU-A,1,"not the e'),
      'INVALID_VALUE',
      { rule: 'QUOTES', line: 3 },
    ],
    [
      'with a quotation mark in a cell',
      lines(HEADER, GOOD, 'RTM,SKU-A,1,5" wide', GOOD),
      'INVALID_VALUE',
      { rule: 'QUOTES', line: 3 },
    ],
    [
      'in Latin-1',
      Buffer.from(lines(HEADER, GOOD, 'RTM,SKU-B,1,gez\xe4hlt', GOOD), 'latin1'),
      'INVALID_VALUE',
      { rule: 'ENCODING', line: 3 },
    ],
    [
      'in UTF-16 without a byte order mark',
      utf16(lines(HEADER, GOOD), false).subarray(2),
      'INVALID_VALUE',
      { rule: 'ENCODING', line: 1 },
    ],
    ['in UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'INVALID_VALUE', {}],
    [
      'a picture',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      'INVALID_VALUE',
      { rule: 'ENCODING', line: 1 },
    ],
    ['a spreadsheet', Buffer.from('504b0304140006000800000021', 'hex'), 'INVALID_VALUE', {}],
    [
      'XML',
      '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "b">]><l>&a;</l>\n',
      'INVALID_VALUE',
      { rule: 'QUOTES', line: 1 },
    ],
    ['JSON', '[{"sku": "SKU-A"}]', 'INVALID_VALUE', {}],
  ])('%s', async (_, file, code, facts) => {
    const before = await contentOf(portal);
    const { status, json } = await upload(portal, shop.desk.token, stock(file));
    expect(status).toBe(400);
    const { extensions, message } = json.errors[0];
    expect(extensions.code).toBe('BAD_USER_INPUT');
    expect(extensions.problems[0]).toMatchObject({ code, path: ['file'], ...facts });
    expect(message.length).toBeLessThan(1100);
    expect(await contentOf(portal)).toEqual(before);
  });

  const refusals: [string, () => string, UploadOptions, number, string][] = [
    [
      'with more bytes than allowed',
      () => `${HEADER}\r\n${`${GOOD}\r\n`.repeat(MAX_BYTES / 20)}`,
      {},
      413,
      'TOO_COSTLY',
    ],
    [
      'with more rows than allowed',
      () => `${HEADER}\r\n${`${GOOD}\r\n`.repeat(MAX_ROWS + 1)}`,
      {},
      413,
      'TOO_COSTLY',
    ],
    ['as JSON', () => '{}', { contentType: 'application/json' }, 415, 'BAD_USER_INPUT'],
    [
      'as multipart',
      () => '--x',
      { contentType: 'multipart/form-data; boundary=x' },
      415,
      'BAD_USER_INPUT',
    ],
    [
      'in another charset',
      () => HEADER,
      { contentType: 'text/csv; charset=iso-8859-1' },
      415,
      'BAD_USER_INPUT',
    ],
    [
      'with a name without end',
      () => lines(HEADER, GOOD),
      { fileName: 'x'.repeat(201) },
      400,
      'BAD_USER_INPUT',
    ],
  ];
  it.each(refusals)('%s', async (_, file, options, status, code) => {
    const before = await contentOf(portal);
    const answer = await upload(portal, shop.desk.token, stock(file()), options);
    expect([answer.status, answer.json.errors[0].extensions.code]).toEqual([status, code]);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('whose length is not told before, when it grows too long', async () => {
    const before = await contentOf(portal);
    const status = await new Promise<number | undefined>((done, fail) => {
      const out = send(
        `${portal.url}/imports/stock`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${shop.desk.token}`, 'content-type': 'text/csv' },
        },
        (response) => {
          response.resume();
          done(response.statusCode);
        },
      );
      out.on('error', fail);
      out.write(`${HEADER}\r\n`);
      const row = `RTM,SKU-A,1,${'x'.repeat(10_000)}\r\n`;
      for (let sent = 0; sent < MAX_BYTES * 1.2; sent += row.length) out.write(row);
      out.end();
    });
    expect(status).toBe(413);
    expect(await contentOf(portal)).toEqual(before);
  });

  it('whose sender goes away in the middle', async () => {
    const before = await contentOf(portal);
    await new Promise<void>((done) => {
      const out = send(`${portal.url}/imports/stock`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${shop.desk.token}`,
          'content-type': 'text/csv',
          'content-length': '1000000',
        },
      });
      out.on('error', () => done());
      out.write(`${HEADER}\r\n${`${GOOD}\r\n`.repeat(1200)}`);
      setTimeout(() => out.destroy(), 300);
    });
    for (let tries = 0; tries < 50; tries += 1) {
      const open = await portal.rows('SELECT FROM exchange.import WHERE state = $1', ['RECEIVING']);
      if (open.length === 0) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    expect(await contentOf(portal)).toEqual(before);
    expect((await download(portal, undefined, '/health/live')).status).toBe(200);
  });

  it('of an unknown mode or kind', async () => {
    const post = async (path: string) => {
      const response = await fetch(`${portal.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${shop.desk.token}`, 'content-type': 'text/csv' },
        body: lines(HEADER, GOOD),
      });
      const { errors } = JSON.parse(await response.text());
      return [response.status, errors[0].extensions.code];
    };
    expect(await post('/imports/stock?mode=SOME')).toEqual([400, 'BAD_USER_INPUT']);
    expect(await post('/imports/orders')).toEqual([404, 'NOT_FOUND']);
    expect(await post('/imports/prices')).toEqual([403, 'FORBIDDEN']);
  });
});

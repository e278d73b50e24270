import { expect, it } from '@jest/globals';
import { reportHeaders } from './report-headers.rules.js';
import type { Report } from './report.rules.js';

const REPORT: Report = {
  columns: [],
  rowCount: 7,
  batches: (async function* () {})(),
  totals: null,
  notes: [
    { name: 'source', value: 'FACTS' },
    { name: 'asOf', value: '2026-11-23T14:26:08.326Z' },
    { name: 'from', value: '2026-01-01' },
    { name: 'rateSource', value: 'ECB' },
    { name: 'rateSource', value: 'Нацбанк\r\nx: y' },
    { name: 'note', value: 'One.' },
    { name: 'note', value: 'Two.' },
  ],
};

it('says where the numbers are from, in signs that headers can hold', () => {
  expect(Object.fromEntries(reportHeaders(REPORT))).toEqual({
    'x-sales-source': 'FACTS',
    'x-sales-as-of': '2026-11-23T14:26:08.326Z',
    'x-sales-rows': '7',
    'x-sales-rate-sources': 'ECB, ?????????x: y',
    'x-sales-notes': 'One. Two.',
  });
});

it('stays short: it counts the gaps that it does not name, and leaves long totals to other formats', () => {
  const rateGaps = Array.from({ length: 100 }, (_, n) => ({
    name: 'rateGap',
    value: `USD 2026-01-${n} at the rate of 2025-12-31`,
  }));
  const rows = Array.from({ length: 200 }, () => ['EUR', '1234567.89']);
  const headers = Object.fromEntries(
    reportHeaders({
      ...REPORT,
      notes: [...REPORT.notes, ...rateGaps],
      totals: { columns: [{ name: 'currencyCode', type: 'TEXT' }], rows },
    }),
  );
  expect(headers['x-sales-rate-gaps']).toMatch(/^USD 2026-01-0 at .*; and \d+ more$/);
  expect(headers['x-sales-totals']).toBeUndefined();
  expect(headers['x-sales-notes']).toContain('too long for a header');
  expect(Object.values(headers).join('').length).toBeLessThan(3500);
});

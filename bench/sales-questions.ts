import type { Request } from './http-load.js';

/** A question to the server, and how the limit program is asked the same where reading rollup (a) answers it. */
export interface Question {
  name: string;
  says: string;
  /** Where the server is expected to read. */
  source: string;
  input: Record<string, unknown>;
  limit?: { by: 'regions' | 'markets'; from: string; to: string; category?: string };
  /** Fewer than all connections, where one answer takes long. */
  connections?: number;
}

const YEAR = { from: '2024-01-01', to: '2024-12-31' };
/** A year that does not begin with a month, so that months cannot answer it. */
const DAYS = { from: '2023-12-16', to: '2024-12-15' };
const LAPTOPS = { filter: { categories: ['LAPTOP'] } };
const BY_REGION = { groupBy: ['REGION'], timeGrain: 'MONTH', first: 100 };

export const QUESTIONS: readonly Question[] = [
  {
    name: 'months',
    says: 'region × month, one category, a calendar year',
    source: 'MONTH_REGION',
    input: { ...YEAR, ...BY_REGION, ...LAPTOPS },
    limit: { by: 'regions', ...YEAR, category: 'LAPTOP' },
  },
  {
    name: 'days',
    says: 'the same for a year from the 16th to the 15th',
    source: 'DAY_CATEGORY',
    input: { ...DAYS, ...BY_REGION, ...LAPTOPS },
    limit: { by: 'regions', ...DAYS, category: 'LAPTOP' },
  },
  {
    name: 'markets',
    says: 'market, all categories, a year from the 16th to the 15th',
    source: 'DAY_CATEGORY',
    input: { ...DAYS, groupBy: ['MARKET'], first: 100 },
    limit: { by: 'markets', ...DAYS },
  },
  {
    name: 'euros',
    says: 'region × month, one category, a calendar year, in EUR at the rates of the days',
    source: 'DAY_CATEGORY',
    input: { ...YEAR, ...BY_REGION, ...LAPTOPS, reportingCurrency: 'EUR' },
  },
  {
    name: 'resellers',
    says: 'the 20 best resellers of a month',
    source: 'DAY_RESELLER',
    input: {
      from: '2024-10-01',
      to: '2024-10-31',
      groupBy: ['RESELLER'],
      orderBy: [{ measure: 'NET_SALES', direction: 'DESC' }],
      filter: { currencyCodes: ['EUR'] },
    },
    connections: 4,
  },
  {
    name: 'variants',
    says: 'the 20 best variants of a quarter in one market',
    source: 'MONTH_VARIANT',
    input: {
      from: '2024-10-01',
      to: '2024-12-31',
      groupBy: ['VARIANT'],
      orderBy: [{ measure: 'NET_SALES', direction: 'DESC' }],
      filter: { marketCodes: ['AC'] },
    },
    connections: 4,
  },
  {
    name: 'facts',
    says: 'one reseller by category × month, a calendar year',
    source: 'FACTS',
    input: {
      ...YEAR,
      groupBy: ['CATEGORY'],
      timeGrain: 'MONTH',
      first: 100,
      filter: { resellerIds: ['00000000-0000-4000-8021-000000000007'] },
    },
    connections: 4,
  },
];

const DOCUMENT = `query ($input: SalesInput!) { sales(input: $input) {
  source nodes { keys { code name } periodStart currencyCode values { value } } } }`;

export function serverRequest(url: string, token: string, { input }: Question): Request {
  const variables = { input: { ...input, measures: ['NET_SALES'] } };
  return {
    url: `${url}/graphql`,
    headers: jsonHeaders(token),
    body: JSON.stringify({ query: DOCUMENT, variables }),
  };
}

export function limitRequest(url: string, token: string, { limit }: Question): Request {
  return { url, headers: jsonHeaders(token), body: JSON.stringify(limit) };
}

export function jsonHeaders(token: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    authorization: `Bearer ${token}`,
  };
}

interface ServerAnswer {
  data?: {
    sales: {
      source: string;
      nodes: {
        keys: { code: string | null }[];
        periodStart: string | null;
        currencyCode: string;
        values: { value: string }[];
      }[];
    };
  };
}

interface LimitRow {
  code: string;
  period: string | null;
  currency: string;
  value: string;
}

/** What is wrong with an answer of the server, in a few words. */
export function judgeServer(status: number, text: string): string | undefined {
  return status === 200 && text.startsWith('{"data":{"sales":{')
    ? undefined
    : failureOf(status, text);
}

/** Without what differs every time, so that the same failures can be counted. */
export function failureOf(status: number, text: string): string {
  return `${status} ${text.replaceAll(/"requestId":"[^"]*"/g, '').slice(0, 300)}`;
}

export function judgeLimit(status: number, text: string): string | undefined {
  return status === 200 && text.startsWith('[') ? undefined : `${status} ${text.slice(0, 300)}`;
}

/** Where the server read, and its rows in one form, to be compared. */
export function readServer(text: string): { source: string; rows: string[] } {
  const { data } = JSON.parse(text) as ServerAnswer;
  if (data === undefined) throw new Error(text.slice(0, 500));
  const rows = data.sales.nodes.map(({ keys, periodStart, currencyCode, values }) =>
    [keys[0]?.code, periodStart, currencyCode, values[0]?.value].join(' '),
  );
  return { source: data.sales.source, rows: rows.sort() };
}

export function readLimit(text: string): string[] {
  const rows = JSON.parse(text) as LimitRow[];
  return rows
    .map(({ code, period, currency, value }) => [code, period, currency, value].join(' '))
    .sort();
}

import { expect } from '@jest/globals';
import type { Answer, Portal } from './portal.js';
import { breaches, orderInput, submitRaw, type Shop } from './world/shop.world.js';

/** A problem without its message: code, path and the facts that are there. */
export type BriefProblem = Record<string, unknown>;

const PROBLEM = `
  code message path state type operation stage orderableFrom available min max increment remaining number rule agreementId
  expected { amount currencyCode } actual { amount currencyCode } shortBy { amount currencyCode }`;

const DRY_RUN = `query ($input: PriceAndAvailabilityInput!) {
  priceAndAvailability(input: $input) {
    orderable
    net { amount } tax { amount } total { amount currencyCode }
    userErrors { ${PROBLEM} }
    lines {
      sku quantity orderable available nextInboundOn promisedOn
      net { amount }
      price { unitPrice { amount currencyCode } explanation { quantity specialBidNumber winner { priceListCode } } }
      problems { ${PROBLEM} }
    }
  }
}`;

/** What no dry run can know, since it is not told the number, the key and the address. */
const ONLY_AT_SUBMIT = new Set([
  'SHIP_TO_INVALID',
  'DUPLICATE_PURCHASE_ORDER',
  'IDEMPOTENCY_KEY_REUSED',
]);

export function brief(problem: Record<string, unknown>): BriefProblem {
  const { message, path, ...facts } = problem;
  expect(message).toMatch(/^\S.*[.!?]$/s);
  const known = Object.entries(facts).filter(([, fact]) => fact !== null);
  return { path: (path as string[]).join('.'), ...Object.fromEntries(known) };
}

/** Asks for prices and availability of what an order's input names. */
export function dryRunRaw(
  shop: Shop,
  input: Record<string, unknown>,
  token = shop.buyer.token,
): Promise<Answer> {
  const { marketCode, lines, partnerOfRecordId, acceptBackorder } = input;
  const question = { marketCode, lines, partnerOfRecordId, acceptBackorder };
  return shop.portal.ask(DRY_RUN, { input: question }, { token });
}

export async function dryRun(
  shop: Shop,
  input: Record<string, unknown>,
  token = shop.buyer.token,
): Promise<Answer['data']> {
  const answer = await dryRunRaw(shop, input, token);
  expect(answer.errors).toEqual([]);
  return answer.data.priceAndAvailability;
}

/** Every problem of a dry run: of the header, then of the lines in their order. */
export function problemsOfDryRun(answer: Answer['data']): BriefProblem[] {
  const ofLines = answer.lines.flatMap((line: { problems: object[] }) => line.problems);
  return [...answer.userErrors, ...ofLines].map(brief);
}

/**
 * Submits an order that must be refused and gives its problems. On the way it proves that nothing was changed, and
 * that the dry run of the same lines finds the same problems, but for those that only a submit can have.
 */
export async function refusal(
  shop: Shop,
  changes: object,
  token = shop.buyer.token,
): Promise<BriefProblem[]> {
  const before = await footprint(shop.portal);
  const input = orderInput(shop, changes);
  const answer = await submitRaw(shop, input, token);
  expect(answer.errors).toEqual([]);
  const { order, replayed, userErrors } = answer.data.orderSubmit;
  expect({ order, replayed }).toEqual({ order: null, replayed: false });
  const problems: BriefProblem[] = userErrors.map(brief);
  expect(problems).not.toEqual([]);
  const atBoth = problems.filter(({ code }) => !ONLY_AT_SUBMIT.has(String(code)));
  expect(problemsOfDryRun(await dryRun(shop, input, token))).toEqual(atBoth);
  expect(await footprint(shop.portal)).toEqual(before);
  expect(await breaches(shop.portal)).toEqual([]);
  return problems;
}

/** Whoever signs in or is limited leaves rows that have nothing to do with orders. */
const NOT_OF_ORDERS = [
  'identity.session',
  'identity.refresh_token',
  'identity.api_key',
  'platform.rate_limit',
];

let footprintQuery: string | undefined;

/** The number of rows and a digest of every table that an order could touch. */
export async function footprint(portal: Portal): Promise<Record<string, string>> {
  footprintQuery ??= await composeFootprint(portal);
  const rows = await portal.rows<{ name: string; mark: string }>(footprintQuery);
  return Object.fromEntries(rows.map(({ name, mark }) => [name, mark]));
}

async function composeFootprint(portal: Portal): Promise<string> {
  const tables = await portal.rows<{ name: string }>(
    `SELECT format('%s.%s', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND n.nspname IN ('market', 'catalog', 'reseller', 'identity', 'pricing', 'inventory', 'orders', 'sales', 'platform')`,
  );
  const marks = tables
    .map(({ name }) => name)
    .filter((name) => !NOT_OF_ORDERS.includes(name))
    .map(
      (name) => `SELECT '${name}' AS name,
        count(*) || ' ' || md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) AS mark FROM ${name} t`,
    );
  expect(marks.length).toBeGreaterThan(30);
  return marks.join(' UNION ALL ');
}

/** What exists of orders and what follows from them, for tests that say how much was added. */
export async function tally(portal: Portal): Promise<Record<string, number>> {
  const [row] = await portal.rows<Record<string, number>>(
    `SELECT (SELECT count(*)::integer FROM orders.sales_order) AS orders,
       (SELECT count(*)::integer FROM orders.order_line) AS lines,
       (SELECT count(*)::integer FROM sales.event) AS "salesEvents",
       (SELECT count(*)::integer FROM orders.hold) AS holds,
       (SELECT count(*)::integer FROM orders.approval) AS approvals,
       (SELECT count(*)::integer FROM platform.outbox) AS outbox,
       (SELECT count(*)::integer FROM platform.audit_record WHERE entity = 'ORDER') AS audits,
       (SELECT coalesce(sum(allocated), 0)::integer FROM inventory.stock_level) AS allocated,
       (SELECT coalesce(sum(exposure_minor), 0)::integer FROM reseller.credit_account) AS exposure,
       (SELECT coalesce(sum(spent_minor), 0)::integer FROM identity.buyer_month) AS spent`,
  );
  expect(row).toBeDefined();
  return row ?? {};
}

/** What two tallies differ in. */
export function growth(
  before: Record<string, number>,
  after: Record<string, number>,
): Record<string, number> {
  const names = Object.keys(after).filter((name) => after[name] !== before[name]);
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
}

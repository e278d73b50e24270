import { Money, type Problem } from '../kernel/index.js';
import type { OrderFacts } from './order-facts.js';
import {
  checkHeader,
  checkLines,
  linePath,
  ORDER_LINES_MAX,
  type OrderIntent,
} from './order-intent.rules.js';
import { problem, type OrderProblem } from './order.problems.js';

const INPUT = ['input'];
/** Resellers see a market from its opening to its closing; before and after, it does not exist for them. */
const MARKETS_IN_SIGHT = ['OPEN', 'PAUSED', 'WIND_DOWN'];

/** What is wrong with a draft in itself. It may lack anything but its market. */
export function checkDraft(intent: OrderIntent): Problem[] {
  const lines = intent.lines.length === 0 ? [] : checkLines(intent.lines, ORDER_LINES_MAX);
  return [...checkHeader(intent), ...lines];
}

/** A draft only has to name things that there are; whether they can be ordered is for the submit to say. */
export function judgeDraft(intent: OrderIntent, facts: OrderFacts): OrderProblem[] {
  const { market, address, partner } = facts;
  if (!market || !MARKETS_IN_SIGHT.includes(market.state)) {
    const message = `There is no market ${intent.marketCode}. The query markets lists those that there are.`;
    return [problem('UNKNOWN_MARKET', [...INPUT, 'marketCode'], message)];
  }
  const problems: OrderProblem[] = [];
  if (intent.shipToAddressId !== null && !address) {
    const message = 'Your reseller has no such address.';
    problems.push(problem('SHIP_TO_INVALID', [...INPUT, 'shipToAddressId'], message));
  }
  if (intent.partnerOfRecordId !== null && !partner) {
    const message = 'Your reseller has no relationship with such a partner.';
    problems.push(problem('PARTNER_OF_RECORD_INVALID', [...INPUT, 'partnerOfRecordId'], message));
  }
  return [...problems, ...judgeLines(intent, facts)];
}

function judgeLines(intent: OrderIntent, { market, variants }: OrderFacts): OrderProblem[] {
  const known = new Set(variants.map(({ sku }) => sku));
  return intent.lines.flatMap(({ sku, expectedUnitPrice }, index) => {
    const currency = expectedUnitPrice?.currencyCode ?? market?.currencyCode;
    return [
      ...(known.has(sku)
        ? []
        : [problem('UNKNOWN_SKU', linePath(index, 'sku'), `There is no SKU ${sku}.`)]),
      ...(currency === market?.currencyCode
        ? []
        : [
            problem(
              'CURRENCY_MISMATCH',
              linePath(index, 'expectedUnitPrice'),
              `Prices here are in ${String(market?.currencyCode)}, not in ${String(currency)}.`,
            ),
          ]),
    ];
  });
}

/** Minor units as a text; null where any price will do. */
export function expectedMinor(line: OrderIntent['lines'][number]): string | null {
  const { expectedUnitPrice: expected } = line;
  if (!expected) return null;
  return Money.parse(expected.amount, expected.currencyCode)?.minor.toString() ?? null;
}

export function otherMarket(marketCode: string): OrderProblem {
  const message = `The draft belongs to the market ${marketCode}: make another one for another market.`;
  return problem('INVALID_VALUE', [...INPUT, 'marketCode'], message, { rule: 'SAME_MARKET' });
}

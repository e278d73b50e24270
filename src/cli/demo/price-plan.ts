import { assert, minorDigits, Money } from '../../kernel/index.js';
import { DEMO_OFFERS, demoMarket, found } from './offer-plan.js';
import { DEMO_PRICE_LEVELS, type DemoBreak, type DemoPriceList } from './prices.data.js';

export interface DemoPriceEntry {
  sku: string;
  minimumQuantity: number;
  unitPrice: Money;
}

/** Every break of a price list: for the SKUs it names, or for all that are listed in its market with a price. */
export function entriesOf(list: DemoPriceList): DemoPriceEntry[] {
  return DEMO_OFFERS.filter(
    ({ market, variant }) =>
      market.code === list.market &&
      variant.basePrice !== null &&
      (list.skus?.includes(variant.sku) ?? true),
  ).flatMap(({ variant }) =>
    lowering(
      (list.exceptions?.[variant.sku] ?? list.breaks).map((step) => ({
        sku: variant.sku,
        minimumQuantity: step.from,
        unitPrice: unitPrice(list.market, variant.basePrice ?? '0', step),
      })),
    ),
  );
}

/** Rounding can make a break as dear as the one before it; such a break says nothing. */
function lowering(entries: readonly DemoPriceEntry[]): DemoPriceEntry[] {
  return entries.filter((entry, index) => {
    const before = entries[index - 1];
    return before === undefined || entry.unitPrice.compare(before.unitPrice) < 0;
  });
}

function unitPrice(marketCode: string, baseEuro: string, { price }: DemoBreak): Money {
  const { currencyCode } = demoMarket(marketCode);
  if ('amount' in price) return money(price.amount, currencyCode);
  const level = found(DEMO_PRICE_LEVELS[currencyCode], currencyCode);
  const step = money(level.step, currencyCode);
  const perEuro = decimal(level.perEuro);
  // Euro cents times units per euro, in minor units of the other currency, less the percentage.
  const numerator =
    money(baseEuro, 'EUR').minor *
    perEuro.digits *
    10n ** BigInt(minorDigits(currencyCode)) *
    BigInt(100 - price.percentOff);
  const denominator = 100n * 10n ** BigInt(perEuro.places) * 100n;
  return step.times(roundedRatio(numerator, denominator * step.minor));
}

export function money(amount: string, currencyCode: Money['currencyCode']): Money {
  const parsed = Money.parse(amount, currencyCode);
  assert(parsed, `${amount} is not an amount in ${currencyCode}.`);
  return parsed;
}

function decimal(text: string): { digits: bigint; places: number } {
  const [whole = '', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), places: fraction.length };
}

function roundedRatio(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator / 2n) / denominator;
}

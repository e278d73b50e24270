import { assert, isCurrencyCode, type CurrencyCode, type Money } from '../kernel/index.js';
import {
  resolvePrice,
  unitPriceAt,
  type PriceBreak,
  type PriceCandidate,
  type PriceExplanation,
  type ResolvedPrice,
} from './price.rules.js';

/** A price list of the book, as pricing.list_v has it. */
export type BookedList = Pick<
  PriceCandidate,
  'priceListId' | 'code' | 'name' | 'audience' | 'priority' | 'validFrom'
>;

/** A price break: the variant, the place of its list in the book, the least quantity, the price in minor units. */
export type BookedBreak = [variantId: string, list: number, quantity: number, minor: number];

/** What somebody pays in a market, for every variant of a page; each price is worked out when it is asked for. */
export class PriceBook {
  private readonly currencyCode: CurrencyCode;
  private readonly breaks = new Map<string, PriceCandidate[]>();

  constructor(currencyCode: string, lists: readonly BookedList[], breaks: readonly BookedBreak[]) {
    assert(isCurrencyCode(currencyCode), 'a market has an ISO 4217 currency');
    this.currencyCode = currencyCode;
    for (const [variantId, place, minimumQuantity, unitPriceMinor] of breaks) {
      const list = lists[place];
      assert(list, 'each break is of a list of the book');
      const { priceListId, code, name, audience, priority, validFrom } = list;
      const candidate = {
        variantId,
        priceListId,
        code,
        name,
        audience,
        priority,
        validFrom,
        currencyCode,
        minimumQuantity,
        unitPriceMinor,
      };
      const known = this.breaks.get(variantId);
      if (known) known.push(candidate);
      else this.breaks.set(variantId, [candidate]);
    }
  }

  /** Null where no list has the variant. */
  priceOf(variantId: string, quantity: number): ResolvedPrice | null {
    const candidates = this.breaks.get(variantId);
    return candidates
      ? new BookedPrice({ quantity, currencyCode: this.currencyCode, candidates })
      : null;
  }
}

/** Most pages show what a piece costs; the breaks and the reasons are found out for who asks. */
class BookedPrice implements ResolvedPrice {
  private resolved: ResolvedPrice | undefined;
  private price: Money | null | undefined;

  constructor(private readonly question: Parameters<typeof resolvePrice>[0]) {}

  get unitPrice(): Money | null {
    if (this.price === undefined) this.price = unitPriceAt(this.question);
    return this.price;
  }

  get breaks(): PriceBreak[] {
    return this.whole.breaks;
  }

  get explanation(): PriceExplanation {
    return this.whole.explanation;
  }

  private get whole(): ResolvedPrice {
    this.resolved ??= resolvePrice(this.question);
    return this.resolved;
  }
}

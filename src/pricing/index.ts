export {
  bidPrice,
  judgeBids,
  type Bid,
  type BidLine,
  type BidProblemCode,
  type BidQuestion,
} from './bid.rules.js';
export { PriceBook, type BookedBreak, type BookedList } from './price-book.js';
export { PriceBulk } from './price-bulk.js';
export type { PriceRow } from './price-row.rules.js';
export {
  resolvePrice,
  type LosingOffer,
  type PriceAudience,
  type PriceBreak,
  type PriceCandidate,
  type PriceExplanation,
  type PriceLossReason,
  type PriceOffer,
  type PriceQuestion,
  type ResolvedPrice,
} from './price.rules.js';
export { PriceExplanationType, PriceType } from './price.type.js';
export { PricingModule } from './pricing.module.js';

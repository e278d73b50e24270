export { CatalogModule } from './catalog.module.js';
export { CatalogService } from './catalog.service.js';
export {
  LISTING_BLOCKER,
  type FoundBlocker,
  type ListingBlocker,
  type ListingBlockerCode,
} from './listing-blocker.port.js';
export { ListingStage } from './offer.rules.js';
export { ListingBulk } from './listing-bulk.js';
export { type ListingRow } from './listing-row.rules.js';
export { gtinOf } from './gtin.rules.js';
export { ProductCategory, SpecType } from './product.rules.js';
export { Product, Variant } from './product.type.js';

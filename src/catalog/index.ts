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
export { ProductBulk } from './product-bulk.js';
export { Product, Variant } from './product.type.js';
export type { ProductRow } from './product-row.rules.js';
export { VariantBulk } from './variant-bulk.js';
export type { VariantRow } from './variant-row.rules.js';

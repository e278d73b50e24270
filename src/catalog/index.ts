export { CatalogModule } from './catalog.module.js';
export { CatalogService } from './catalog.service.js';
export {
  LISTING_BLOCKER,
  type FoundBlocker,
  type ListingBlocker,
  type ListingBlockerCode,
} from './listing-blocker.port.js';
export { toListing, type ListingFacts } from './listing.view.js';
export type { Listing } from './listing.type.js';
export { ListingStage, obstaclesOf, type CertificateState } from './offer.rules.js';
export { ListingBulk } from './listing-bulk.js';
export { type ListingRow } from './listing-row.rules.js';
export { gtinOf } from './gtin.rules.js';
export { bestText, localesFor, ProductCategory, SpecType } from './product.rules.js';
export { ProductBulk } from './product-bulk.js';
export { Product, Variant, type Certificate, type Spec } from './product.type.js';
export type { TechnologyAvailability } from './technology.type.js';
export type { ProductRow } from './product-row.rules.js';
export { VariantBulk } from './variant-bulk.js';
export type { VariantRow } from './variant-row.rules.js';

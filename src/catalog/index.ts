export { CatalogModule } from './catalog.module.js';
export { CatalogService } from './catalog.service.js';
export { gtinOf, isGtin } from './gtin.rules.js';
export { Listing } from './listing.type.js';
export { CertificateState, ListingStage } from './offer.rules.js';
export { planProductPage, ProductOrder } from './product-page.rules.js';
export { ProductCategory } from './product.rules.js';
export { Certificate, Product, Variant } from './product.type.js';

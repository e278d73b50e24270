import { Module } from '@nestjs/common';
import { MarketModule } from '../market/index.js';
import { PlatformAuditModule } from '../platform/audit/index.js';
import { registerConstraint } from '../platform/database/index.js';
import { CatalogHistoryResolver } from './catalog-history.resolver.js';
import { CatalogHistoryService } from './catalog-history.service.js';
import { CatalogListingModule } from './catalog-listing.module.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { ListingReadinessRepository } from './listing-readiness.repository.js';
import { ListingReadiness } from './listing-readiness.js';
import { CatalogService } from './catalog.service.js';
import { handleTaken, noSuch, specTaken } from './catalog-write.problems.js';
import { CreateProduct } from './create-product.js';
import { CreateSpecDefinition } from './create-spec-definition.js';
import { CreateVariant } from './create-variant.js';
import { DeleteProduct } from './delete-product.js';
import { DeleteSpecDefinition } from './delete-spec-definition.js';
import { DeleteVariant } from './delete-variant.js';
import { ProductBulk } from './product-bulk.js';
import { ProductTextLoader } from './product-text.loader.js';
import { ProductWriteRepository } from './product-write.repository.js';
import { ProductWriteResolver } from './product-write.resolver.js';
import { ProductWriter } from './product-writer.js';
import { ProductRepository } from './product.repository.js';
import { SpecDefinitionRepository } from './spec-definition.repository.js';
import { SpecDefinitionResolver } from './spec-definition.resolver.js';
import { SpecDefinitionService } from './spec-definition.service.js';
import { UpdateProduct } from './update-product.js';
import { UpdateSpecDefinition } from './update-spec-definition.js';
import { UpdateVariant } from './update-variant.js';
import { gtinTaken, skuTaken } from './variant-edit.rules.js';
import { VariantBulk } from './variant-bulk.js';
import { VariantFactsReader } from './variant-facts.js';
import { VariantWriteRepository } from './variant-write.repository.js';
import { VariantWriteResolver } from './variant-write.resolver.js';
import { VariantWriter } from './variant-writer.js';

// What is looked up first can still be taken by somebody else in the same moment.
registerConstraint('product_handle_key', handleTaken());
registerConstraint('variant_sku_key', skuTaken());
registerConstraint('variant_gtin_key', gtinTaken());
registerConstraint('spec_definition_code_key', specTaken());
registerConstraint('variant_product_fkey', noSuch('product', ['input', 'productId']));

@Module({
  imports: [MarketModule, PlatformAuditModule, CatalogListingModule],
  providers: [
    ProductRepository,
    CatalogService,
    CatalogRevisionRepository,
    CatalogHistoryService,
    CatalogHistoryResolver,
    ProductWriteRepository,
    ProductWriter,
    CreateProduct,
    UpdateProduct,
    DeleteProduct,
    ProductBulk,
    ProductTextLoader,
    ProductWriteResolver,
    VariantWriteRepository,
    VariantBulk,
    VariantFactsReader,
    VariantWriter,
    CreateVariant,
    UpdateVariant,
    DeleteVariant,
    VariantWriteResolver,
    SpecDefinitionRepository,
    SpecDefinitionService,
    CreateSpecDefinition,
    UpdateSpecDefinition,
    DeleteSpecDefinition,
    SpecDefinitionResolver,
    ListingReadinessRepository,
    ListingReadiness,
  ],
  exports: [CatalogService, CatalogListingModule, ProductBulk, VariantBulk],
})
export class CatalogModule {}

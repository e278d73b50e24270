import { Module } from '@nestjs/common';
import { MarketModule } from '../market/index.js';
import { registerConstraint } from '../platform/database/index.js';
import { CatalogListingModule } from './catalog-listing.module.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { CatalogService } from './catalog.service.js';
import { handleTaken } from './catalog-write.problems.js';
import { CreateProduct } from './create-product.js';
import { DeleteProduct } from './delete-product.js';
import { ProductTextLoader } from './product-text.loader.js';
import { ProductWriteRepository } from './product-write.repository.js';
import { ProductWriteResolver } from './product-write.resolver.js';
import { ProductWriter } from './product-writer.js';
import { ProductRepository } from './product.repository.js';
import { UpdateProduct } from './update-product.js';

// What is looked up first can still be taken by somebody else in the same moment.
registerConstraint('product_handle_key', handleTaken());

@Module({
  imports: [MarketModule, CatalogListingModule],
  providers: [
    ProductRepository,
    CatalogService,
    CatalogRevisionRepository,
    ProductWriteRepository,
    ProductWriter,
    CreateProduct,
    UpdateProduct,
    DeleteProduct,
    ProductTextLoader,
    ProductWriteResolver,
  ],
  exports: [CatalogService],
})
export class CatalogModule {}

import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/index.js';
import { MarketModule } from '../market/index.js';
import { PageStateRepository } from './page-state.repository.js';
import { ProductListRepository } from './product-list.repository.js';
import { ProductListService } from './product-list.service.js';
import { ProductResolver } from './product.resolver.js';
import { StorefrontPages } from './storefront-pages.js';
import { StorefrontService } from './storefront.service.js';
import { VariantOfferResolver } from './variant-offer.resolver.js';

@Module({
  imports: [CatalogModule, MarketModule],
  providers: [
    StorefrontService,
    ProductListService,
    ProductListRepository,
    ProductResolver,
    VariantOfferResolver,
    PageStateRepository,
    StorefrontPages,
  ],
})
export class StorefrontModule {}

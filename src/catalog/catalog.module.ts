import { Module } from '@nestjs/common';
import { MarketModule } from '../market/index.js';
import { CatalogService } from './catalog.service.js';
import { ProductRepository } from './product.repository.js';

@Module({
  imports: [MarketModule],
  providers: [ProductRepository, CatalogService],
  exports: [CatalogService],
})
export class CatalogModule {}

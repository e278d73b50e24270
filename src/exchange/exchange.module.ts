import { Module } from '@nestjs/common';
import { CatalogModule, ListingBulk, ProductBulk, VariantBulk } from '../catalog/index.js';
import { InventoryModule, StockBulk } from '../inventory/index.js';
import { PriceBulk, PricingModule } from '../pricing/index.js';
import { ApplyImport } from './apply-import.js';
import { CheckImport } from './check-import.js';
import { ErrorFile } from './error-file.js';
import { ExportController } from './export.controller.js';
import { ExportFile } from './export-file.js';
import { FileKindRegistry } from './file-kind.registry.js';
import { TypedFileKind } from './file-kind.js';
import { ImportCommand } from './import-command.js';
import { ImportController } from './import.controller.js';
import { ImportJob } from './import.job.js';
import { ImportRepository } from './import.repository.js';
import { ImportResolver } from './import.resolver.js';
import { ImportRunRepository } from './import-run.repository.js';
import { ImportRunner } from './import-runner.js';
import { ImportService } from './import.service.js';
import { ImportUpload } from './import-upload.js';
import { listingFile } from './listing.file.js';
import { priceFile } from './price.file.js';
import { productFile } from './product.file.js';
import { ReceiveImport } from './receive-import.js';
import { stockFile } from './stock.file.js';
import { variantFile } from './variant.file.js';

function fileKinds(
  ...[products, variants, listings, prices, stock]: [
    ProductBulk,
    VariantBulk,
    ListingBulk,
    PriceBulk,
    StockBulk,
  ]
): FileKindRegistry {
  return new FileKindRegistry({
    PRODUCTS: new TypedFileKind(productFile, products),
    VARIANTS: new TypedFileKind(variantFile, variants),
    LISTINGS: new TypedFileKind(listingFile, listings),
    PRICES: new TypedFileKind(priceFile, prices),
    STOCK: new TypedFileKind(stockFile, stock),
  });
}

/** Files in and out. */
@Module({
  imports: [CatalogModule, PricingModule, InventoryModule],
  controllers: [ImportController, ExportController],
  providers: [
    {
      provide: FileKindRegistry,
      inject: [ProductBulk, VariantBulk, ListingBulk, PriceBulk, StockBulk],
      useFactory: fileKinds,
    },
    ImportRepository,
    ImportRunRepository,
    ImportUpload,
    ReceiveImport,
    ImportRunner,
    CheckImport,
    ApplyImport,
    ImportJob,
    ImportCommand,
    ImportService,
    ImportResolver,
    ErrorFile,
    ExportFile,
  ],
})
export class ExchangeModule {}

import { Module } from '@nestjs/common';
import { LISTING_BLOCKER } from '../catalog/index.js';
import { CopyPriceList } from './copy-price-list.js';
import { CreatePriceList } from './create-price-list.js';
import { DeletePriceList } from './delete-price-list.js';
import { EndPriceList } from './end-price-list.js';
import { PriceBulk } from './price-bulk.js';
import { PriceBulkRepository } from './price-bulk.repository.js';
import { PriceComparisonRepository } from './price-comparison.repository.js';
import { PriceComparisonResolver } from './price-comparison.resolver.js';
import { PriceComparisonService } from './price-comparison.service.js';
import { PriceCopyRepository } from './price-copy.repository.js';
import { PriceCopyResolver } from './price-copy.resolver.js';
import { PriceEntryLoader } from './price-entry.loader.js';
import { PriceListChangeResolver } from './price-list-change.resolver.js';
import { PriceListChanges } from './price-list-changes.js';
import { PriceListRepository } from './price-list.repository.js';
import { PriceListResolver } from './price-list.resolver.js';
import { PriceListService } from './price-list.service.js';
import { PriceBlocker } from './price-blocker.js';
import { PriceBlockerRepository } from './price-blocker.repository.js';
import { MarketModule } from '../market/index.js';
import { PriceReadinessRepository } from './price-readiness.repository.js';
import { PriceReadiness } from './price-readiness.js';
import { PricesSetResolver } from './prices-set.resolver.js';
import { SchedulePriceList } from './schedule-price-list.js';
import { SetPrices } from './set-prices.js';
import { SpecialBidRepository } from './special-bid.repository.js';
import { SpecialBidResolver } from './special-bid.resolver.js';
import { SpecialBidService } from './special-bid.service.js';
import { UpdatePriceList } from './update-price-list.js';

@Module({
  imports: [MarketModule],
  providers: [
    PriceBlockerRepository,
    PriceBlocker,
    { provide: LISTING_BLOCKER, useExisting: PriceBlocker },
    SpecialBidRepository,
    SpecialBidService,
    SpecialBidResolver,
    PriceListRepository,
    PriceListService,
    PriceEntryLoader,
    PriceListResolver,
    PriceListChanges,
    CreatePriceList,
    UpdatePriceList,
    EndPriceList,
    DeletePriceList,
    PriceListChangeResolver,
    PriceReadinessRepository,
    PriceReadiness,
    PriceComparisonRepository,
    PriceComparisonService,
    PriceComparisonResolver,
    PriceCopyRepository,
    CopyPriceList,
    SchedulePriceList,
    PriceCopyResolver,
    PriceBulkRepository,
    PriceBulk,
    SetPrices,
    PricesSetResolver,
  ],
  exports: [PriceBulk],
})
export class PricingModule {}

import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { CatalogModule } from './catalog/index.js';
import { ExchangeModule } from './exchange/index.js';
import { IdentityModule } from './identity/index.js';
import { InventoryModule } from './inventory/index.js';
import { MarketModule } from './market/index.js';
import { OnboardingModule } from './onboarding/index.js';
import { OrderModule } from './order/index.js';
import { PlatformAuditModule } from './platform/audit/index.js';
import { PlatformConfigModule, type Config } from './platform/config/index.js';
import { PlatformDatabaseModule } from './platform/database/index.js';
import { PlatformGraphqlModule } from './platform/graphql/index.js';
import { PlatformHttpModule } from './platform/http/index.js';
import { PlatformInvariantModule } from './platform/invariant/index.js';
import { PlatformJobsModule } from './platform/jobs/index.js';
import { PlatformLetterModule } from './platform/letter/index.js';
import { PlatformLimitModule } from './platform/limit/index.js';
import { PlatformObserveModule, type Logger } from './platform/observe/index.js';
import { PlatformStorageModule } from './platform/storage/index.js';
import { PricingModule } from './pricing/index.js';
import { ResellerModule } from './reseller/index.js';
import { SalesModule } from './sales/index.js';
import { StorefrontModule } from './storefront/index.js';

/** Every feature of the product. What is listed here is in the schema. */
export const FEATURE_MODULES: Type[] = [
  IdentityModule,
  MarketModule,
  ResellerModule,
  OnboardingModule,
  CatalogModule,
  PricingModule,
  InventoryModule,
  StorefrontModule,
  OrderModule,
  SalesModule,
  ExchangeModule,
  PlatformAuditModule,
];

/** The composition root: the one file that knows every module. */
@Module({})
export class AppModule {
  static forRoot(config: Config, logger: Logger, extra: Type[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformConfigModule.forRoot(config),
        PlatformObserveModule.forRoot(logger),
        PlatformDatabaseModule,
        PlatformLimitModule,
        PlatformJobsModule,
        PlatformStorageModule,
        PlatformLetterModule,
        PlatformInvariantModule,
        PlatformGraphqlModule,
        PlatformHttpModule,
        ...FEATURE_MODULES,
        ...extra,
      ],
    };
  }
}

import { Module } from '@nestjs/common';
import { CreditRepository } from './credit.repository.js';
import { CreditResolver } from './credit.resolver.js';
import { CreditService } from './credit.service.js';
import { PartnershipRepository } from './partnership.repository.js';
import { ResellerLoader } from './reseller.loader.js';
import { ResellerRepository } from './reseller.repository.js';
import { ResellerResolver } from './reseller.resolver.js';
import { ResellerService } from './reseller.service.js';

@Module({
  providers: [
    ResellerRepository,
    PartnershipRepository,
    CreditRepository,
    ResellerService,
    CreditService,
    ResellerLoader,
    ResellerResolver,
    CreditResolver,
  ],
  exports: [ResellerService, ResellerLoader],
})
export class ResellerModule {}

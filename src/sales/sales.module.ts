import { Module } from '@nestjs/common';
import { ExchangeRateModule } from './exchange-rate.module.js';
import { QuestionLanes } from './question-lanes.js';
import { ReportSlots } from './report-slots.js';
import { ReportController } from './report.controller.js';
import { ReportRepository } from './report.repository.js';
import { ReportService } from './report.service.js';
import { ReconcileSales } from './reconcile-sales.js';
import { SalesKeepingModule } from './sales-keeping.module.js';
import { SalesRelay } from './sales-relay.js';
import { SalesJob } from './sales.job.js';
import { SalesRepository } from './sales.repository.js';
import { SalesResolver } from './sales.resolver.js';
import { SalesService } from './sales.service.js';
import { StarJob } from './star.job.js';
import { StarRepository } from './star.repository.js';

@Module({
  imports: [SalesKeepingModule, ExchangeRateModule],
  providers: [
    SalesRelay,
    SalesJob,
    SalesRepository,
    SalesService,
    ReconcileSales,
    SalesResolver,
    StarRepository,
    StarJob,
    ReportRepository,
    ReportService,
    ReportSlots,
    QuestionLanes,
  ],
  controllers: [ReportController],
  exports: [SalesRelay],
})
export class SalesModule {}

import { Module } from '@nestjs/common';
import { ExchangeRateController } from './exchange-rate.controller.js';
import { ExchangeRateRepository } from './exchange-rate.repository.js';
import { ExchangeRateResolver } from './exchange-rate.resolver.js';
import { ExchangeRateService } from './exchange-rate.service.js';
import { FetchExchangeRates } from './fetch-exchange-rates.js';
import { ImportExchangeRates } from './import-exchange-rates.js';
import { RemoveExchangeRate } from './remove-exchange-rate.js';
import { SetExchangeRate } from './set-exchange-rate.js';

/** Taking files of rates over, without what listens: what a command-line tool needs. */
@Module({
  providers: [ExchangeRateRepository, ImportExchangeRates],
  exports: [ExchangeRateRepository, ImportExchangeRates],
})
export class RateImportModule {}

@Module({
  imports: [RateImportModule],
  controllers: [ExchangeRateController],
  providers: [
    ExchangeRateService,
    SetExchangeRate,
    RemoveExchangeRate,
    FetchExchangeRates,
    ExchangeRateResolver,
  ],
})
export class ExchangeRateModule {}

export { CompareSales } from './compare-sales.js';
export { RateImportModule } from './exchange-rate.module.js';
export { ImportExchangeRates, type RateImport } from './import-exchange-rates.js';
export { REPORT_HEADERS } from './report-headers.rules.js';
export { RebuildSales } from './rebuild-sales.js';
export { SalesKeepingModule } from './sales-keeping.module.js';
export { SalesModule } from './sales.module.js';

export { CompareSales } from './compare-sales.js';
export { RebuildSales } from './rebuild-sales.js';
export { SalesKeepingModule } from './sales-keeping.module.js';
export { SalesModule } from './sales.module.js';

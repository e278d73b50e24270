export {
  BACKORDER_FILLER,
  type BackorderFiller,
  type LevelCount,
  type PlannedLevel,
  type StockPlace,
} from './backorder-filler.port.js';
export { InventoryModule } from './inventory.module.js';
export { promisedOn, type Arrival, type PromiseQuestion } from './promise.rules.js';
export { StockBulk, type StockRow } from './stock-bulk.js';
export { Availability } from './stock.type.js';

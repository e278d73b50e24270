export { MarketModule } from './market.module.js';
export { MarketState } from './market.machine.js';
export { MarketService } from './market.service.js';
export { Market, Region } from './market.type.js';

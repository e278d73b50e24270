export { MarketModule } from './market.module.js';
export { MarketService } from './market.service.js';
export { Market } from './market.type.js';

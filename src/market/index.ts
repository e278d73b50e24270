export { COUNTRY_CODES } from './country.rules.js';
export { PUBLIC_MARKET_STATES } from './market.machine.js';
export { MarketModule } from './market.module.js';
export { MarketReadiness } from './market-readiness.js';
export { isMarketCode, MarketService, unknownMarket } from './market.service.js';
export { sightOf, type MarketSight } from './market.sight.js';
export { Market } from './market.type.js';
export {
  type MarketUnderReview,
  type ReadinessCheck,
  type ReadinessVerdict,
} from './readiness-check.port.js';

export { ResellerTier } from './reseller.enum.js';
export { ResellerModule } from './reseller.module.js';

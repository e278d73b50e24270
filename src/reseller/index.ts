export { PaymentTerms, ResellerTier, ResellerType } from './reseller.enum.js';
export { ResellerModule } from './reseller.module.js';
export { ResellerWriter, type NewReseller } from './reseller-writer.js';

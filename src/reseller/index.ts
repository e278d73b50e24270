export { PaymentTerms, ResellerTier, ResellerType } from './reseller.enum.js';
export { ResellerLoader } from './reseller.loader.js';
export { ResellerState } from './reseller.machine.js';
export { ResellerModule } from './reseller.module.js';
export { ResellerService } from './reseller.service.js';
export { Reseller } from './reseller.type.js';

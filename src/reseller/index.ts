export { evidenceOf } from './agreement-evidence.js';
export type { MarketAgreement, NewAcceptance } from './agreement-version.js';
export { AgreementService } from './agreement.service.js';
export { Agreement } from './agreement.type.js';
export { PaymentTerms, ResellerTier, ResellerType } from './reseller.enum.js';
export { ResellerModule } from './reseller.module.js';
export { ResellerWriter, type NewReseller } from './reseller-writer.js';

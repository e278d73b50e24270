export { ResellerLoader } from './reseller.loader.js';
export { ResellerModule } from './reseller.module.js';
export { Reseller } from './reseller.type.js';

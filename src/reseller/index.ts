export { ResellerModule } from './reseller.module.js';

export { InvariantCheck } from './invariant-check.js';
export { InvariantCheckModule } from './invariant-check.module.js';
export { PlatformInvariantModule } from './platform-invariant.module.js';

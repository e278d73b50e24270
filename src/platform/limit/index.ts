export { PlatformLimitModule } from './platform-limit.module.js';
export { RequestLimit } from './request-limit.js';

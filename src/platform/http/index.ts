export { bodyDeadline, extendBodyDeadline } from './body-deadline.js';
export type { DeclaredRoute } from './declared-routes.js';
export { PlatformHttpModule } from './platform-http.module.js';

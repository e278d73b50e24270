export { AudienceWide } from './audience-wide.decorator.js';
export type { PageState, PageStates, StoredAs } from './page-states.port.js';
export { ResponseStore } from './response-store.js';
export { responseStoreHttp } from './response-store.http.js';
export { PlatformResponseStoreModule } from './response-store.module.js';
export { responseStorePlugin } from './response-store.plugin.js';

export { DemoPeople } from './demo-people.js';
export { explorerHttp, sendExplorerPage } from './explorer-http.js';
export { PlatformExplorerModule } from './platform-explorer.module.js';

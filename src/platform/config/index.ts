export {
  CONFIG,
  childEnvironment,
  loadConfig,
  loadToolConfig,
  withDatabase,
  type Config,
  type DatabaseConfig,
  type LimitConfig,
  type ToolConfig,
} from './config.js';
export { ConfigError } from './config.error.js';
export { envExample } from './env-example.js';
export { keptFile } from './kept-file.js';
export type { MicrosoftConfig } from './microsoft-config.js';
export { PlatformConfigModule } from './platform-config.module.js';
export { makeSigningKeys, type SigningKey, type SigningKeySet } from './signing-keys.js';

import type { Config } from './platform/config/index.js';

/** The embedded database is filled once, so that a first look shows something; any other only when asked for. */
export function wantsDemo({ seedDemo, nodeEnv }: Config, embedded: boolean): boolean {
  return seedDemo === 'true' || (seedDemo === 'auto' && embedded && nodeEnv !== 'production');
}

export { fingerprintOf } from './fingerprint.js';
export { onceByKey, type KeyedRequest, type KeyedResult } from './claimed-key.js';

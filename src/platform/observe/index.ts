export { createLogger, type Logger } from './logger.js';
export { LOGGER } from './logger.token.js';
export { Metrics, SECONDS, type OperationOutcome } from './metrics.js';
export { NestLogger } from './nest-logger.js';
export { PlatformObserveModule } from './platform-observe.module.js';
export { READINESS, type JobQueue, type Readiness } from './readiness.port.js';
export { requestLog, recordOf, resumeRequestRecord } from './request-log.js';
export { requestMetrics } from './request-metrics.js';
export { currentRequest, noteUserError, type RequestRecord } from './request-record.js';

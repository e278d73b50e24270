export { AuditRecordService } from './audit-record.service.js';
export { AuditRecordConnection } from './audit-record.type.js';
export { recordChange, recordChanges, type AuditedChange } from './audit-trail.js';
export { PlatformAuditModule } from './platform-audit.module.js';

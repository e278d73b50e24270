export { recordChange, type AuditedChange } from './audit-trail.js';
export { PlatformAuditModule } from './platform-audit.module.js';

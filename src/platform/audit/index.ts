export { recordChange, type AuditedChange } from './audit-trail.js';

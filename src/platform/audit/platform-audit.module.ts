import { Module } from '@nestjs/common';
import { AuditRecordRepository } from './audit-record.repository.js';
import { AuditRecordResolver } from './audit-record.resolver.js';
import { AuditRecordService } from './audit-record.service.js';

/** Reading the audit trail. Writing it needs no module: recordChange takes the transaction of the change. */
@Module({
  providers: [AuditRecordRepository, AuditRecordService, AuditRecordResolver],
  exports: [AuditRecordService],
})
export class PlatformAuditModule {}

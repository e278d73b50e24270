import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../access/index.js';
import { wantsTotalCount } from '../graphql/index.js';
import { AuditRecordService } from './audit-record.service.js';
import { AuditRecord, AuditRecordConnection, AuditRecordsArgs } from './audit-record.type.js';

@Resolver(() => AuditRecord)
export class AuditRecordResolver {
  constructor(private readonly records: AuditRecordService) {}

  @Allow(Permission.AUDIT_READ, Permission.HISTORY_READ)
  @Query(() => AuditRecordConnection, {
    description:
      'Who did what, newest first. Administrators read every record; other staff the history of what their role looks after, such as orders, stock and credit for the order desk, in their regions.',
  })
  auditRecords(
    @Ctx() ctx: RequestContext,
    @Args() args: AuditRecordsArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AuditRecordConnection> {
    return this.records.page(ctx, args.filter ?? {}, { args, counted: wantsTotalCount(info) });
  }
}

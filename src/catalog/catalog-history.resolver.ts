import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { AuditRecordConnection } from '../platform/audit/index.js';
import { wantsTotalCount } from '../platform/graphql/index.js';
import { CatalogHistoryService } from './catalog-history.service.js';
import { CatalogHistoryArgs } from './catalog-history.type.js';

@Resolver()
export class CatalogHistoryResolver {
  constructor(private readonly history: CatalogHistoryService) {}

  @Allow(Permission.HISTORY_READ)
  @Query(() => AuditRecordConnection, {
    description:
      'Who changed something of the catalog, when, and what it was before and after; newest first. Administrators read all of it, other staff that of what their role looks after, in their regions; for everything else the history is empty.',
  })
  catalogHistory(
    @Ctx() ctx: RequestContext,
    @Args() args: CatalogHistoryArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AuditRecordConnection> {
    return this.history.page(ctx, args, wantsTotalCount(info));
  }
}

import { Injectable } from '@nestjs/common';
import { checkId, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { AuditRecordService, type AuditRecordConnection } from '../platform/audit/index.js';
import type { CatalogEntity, CatalogHistoryArgs } from './catalog-history.type.js';

/** What has parts with histories of their own: the records of these name it as what they belong to. */
const WITH_PARTS: readonly CatalogEntity[] = ['PRODUCT', 'MARKET'];

@Injectable()
export class CatalogHistoryService {
  constructor(private readonly records: AuditRecordService) {}

  /** Whoever does not look after such things, or not where this one is, finds a history without records. */
  page(
    ctx: RequestContext,
    { entity, id, ...args }: CatalogHistoryArgs,
    counted: boolean,
  ): Promise<AuditRecordConnection> {
    const problems = checkId(id, ['id']);
    if (problems.length > 0) throw new ProblemError(problems);
    const filter = { entity, entityId: id, withParts: WITH_PARTS.includes(entity) };
    return this.records.page(ctx, filter, { args, counted });
  }
}

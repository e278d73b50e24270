import { Injectable } from '@nestjs/common';
import {
  checkId,
  checkText,
  ProblemError,
  requirePage,
  toPage,
  type PageArgs,
} from '../../kernel/index.js';
import { isUser, may, Permission, type RequestContext } from '../access/index.js';
import { UnitOfWork } from '../database/index.js';
import { PAGE_SIZES } from '../graphql/index.js';
import {
  AuditRecordRepository,
  type AuditRow,
  type AuditSelection,
} from './audit-record.repository.js';
import type {
  AuditChange,
  AuditRecord,
  AuditRecordConnection,
  AuditRecordFilter,
} from './audit-record.type.js';
import { auditSightOf, type AuditSight } from './audit-sight.rules.js';

const PAGE = { ...PAGE_SIZES, keys: ['integer'] } as const;
const NAME_LENGTH_MAX = 100;

@Injectable()
export class AuditRecordService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly records: AuditRecordRepository,
  ) {}

  /** The records that the caller may read; those of other entities are simply none. */
  page(
    ctx: RequestContext,
    filter: AuditSelection,
    { args, counted }: { args: PageArgs; counted: boolean },
  ): Promise<AuditRecordConnection> {
    checkFilter(filter);
    const plan = requirePage(args, PAGE);
    const sight = sightOf(ctx);
    const seesAddresses = may(ctx.caller, Permission.AUDIT_READ);
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.records.page(tx, sight, filter, plan);
      const found = rows.map((row) => recordOf(row, seesAddresses));
      return {
        ...toPage(found, plan, ({ seq }) => [seq]),
        ...(counted && { totalCount: await this.records.count(tx, sight, filter) }),
      };
    });
  }
}

function sightOf({ caller }: RequestContext): AuditSight {
  if (caller.kind === 'SYSTEM') return { entities: null, regionIds: null };
  return isUser(caller)
    ? auditSightOf(caller.staffRoles, caller.regionIds)
    : { entities: [], regionIds: null };
}

function checkFilter({ entity, entityId, actorUserId, operation }: AuditRecordFilter): void {
  const problems = [
    ...checkText(entity, { path: ['filter', 'entity'], max: NAME_LENGTH_MAX }),
    ...checkText(operation, { path: ['filter', 'operation'], max: NAME_LENGTH_MAX }),
    ...(entityId == null ? [] : checkId(entityId, ['filter', 'entityId'])),
    ...(actorUserId == null ? [] : checkId(actorUserId, ['filter', 'actorUserId'])),
  ];
  if (problems.length > 0) throw new ProblemError(problems);
}

function recordOf({ old, new: now, ip, ...row }: AuditRow, seesAddresses: boolean): AuditRecord {
  return { ...row, changes: changesOf(old, now), ip: seesAddresses ? ip : null };
}

/** What is no object, such as a list, is one change as a whole. */
function changesOf(old: unknown, now: unknown): AuditChange[] {
  const before = fieldsOf(old);
  const after = fieldsOf(now);
  const fields = new Set([...before.keys(), ...after.keys()]);
  return [...fields].map((field) => ({
    field,
    old: textOf(before.get(field)),
    new: textOf(after.get(field)),
  }));
}

function fieldsOf(value: unknown): Map<string, unknown> {
  if (value === null || value === undefined) return new Map();
  const isObject = typeof value === 'object' && !Array.isArray(value);
  return new Map(isObject ? Object.entries(value) : [['value', value]]);
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

import { Injectable } from '@nestjs/common';
import { isId, requirePage, toPage, type PageArgs } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import type { ImportRowOutcome } from './import.enum.js';
import { ImportRepository } from './import.repository.js';
import { importSightOf } from './import.sight.js';
import type { Import, ImportConnection, ImportFilter, ImportRowConnection } from './import.type.js';
import { importOf, importRowOf } from './import.view.js';

const PAGE = { ...PAGE_SIZES, keys: ['id'] } as const;
const ROW_PAGE = { ...PAGE_SIZES, keys: ['integer'] } as const;

@Injectable()
export class ImportService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportRepository,
  ) {}

  /** Null for one that the caller does not see, just as for one that does not exist. */
  async find(ctx: RequestContext, id: string): Promise<Import | null> {
    if (!isId(id)) return null;
    const record = await this.unitOfWork.read(ctx, (tx) =>
      this.imports.find(tx, importSightOf(ctx), id),
    );
    return record && importOf(record);
  }

  page(
    ctx: RequestContext,
    filter: ImportFilter,
    { args, counted }: { args: PageArgs; counted: boolean },
  ): Promise<ImportConnection> {
    const plan = requirePage(args, PAGE);
    const sight = importSightOf(ctx);
    return this.unitOfWork.read(ctx, async (tx) => {
      const records = await this.imports.page(tx, sight, filter, plan);
      return {
        ...toPage(records.map(importOf), plan, ({ id }) => [id]),
        ...(counted && { totalCount: await this.imports.count(tx, sight, filter) }),
      };
    });
  }

  /** The rows of an import that the caller has been shown. */
  rows(
    ctx: RequestContext,
    importId: string,
    outcome: ImportRowOutcome | null,
    { args, counted }: { args: PageArgs; counted: boolean },
  ): Promise<ImportRowConnection> {
    const plan = requirePage(args, ROW_PAGE);
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.imports.rows(tx, importId, outcome, plan);
      return {
        ...toPage(rows.map(importRowOf), plan, ({ number }) => [number]),
        ...(counted && { totalCount: await this.imports.countRows(tx, importId, outcome) }),
      };
    });
  }
}

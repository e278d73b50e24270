import { Injectable } from '@nestjs/common';
import { isId, ProblemError, type Problem } from '../kernel/index.js';
import { isUser, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { addJob } from '../platform/jobs/index.js';
import { importMachine, type ImportOperation } from './import.machine.js';
import { ImportRepository } from './import.repository.js';
import type { ImportRecord } from './import.row.js';
import { importSightOf } from './import.sight.js';
import { jobOf } from './import.task.js';
import type { Import } from './import.type.js';
import { importOf } from './import.view.js';

export interface ImportAddress {
  id: string;
  expectedVersion: number;
}

/** What people decide about a checked import. */
@Injectable()
export class ImportCommand {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: ImportRepository,
  ) {}

  /** A job then writes the rows, in the name of who sent the file. */
  apply(ctx: RequestContext, address: ImportAddress): Promise<Outcome<Import>> {
    return this.decide(ctx, address, 'APPLY', async (tx, record) => {
      const { caller } = ctx;
      const own = isUser(caller) && caller.userId === record.createdById ? caller : null;
      await this.imports.startApplying(tx, record, own);
      const { name, payload, key } = jobOf(record.id, 'APPLYING');
      await addJob(tx, name, payload, { jobKey: key });
    });
  }

  cancel(ctx: RequestContext, address: ImportAddress): Promise<Outcome<Import>> {
    return this.decide(ctx, address, 'CANCEL', async (tx, record) => {
      await this.imports.cancel(tx, record);
    });
  }

  private decide(
    ctx: RequestContext,
    { id, expectedVersion }: ImportAddress,
    operation: ImportOperation,
    change: (tx: Tx, record: ImportRecord) => Promise<void>,
  ): Promise<Outcome<Import>> {
    const sight = importSightOf(ctx);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const record = isId(id) ? await this.imports.lock(tx, sight, id) : null;
        const problem = refusalOf(record, expectedVersion, operation);
        if (record === null || problem) throw new ProblemError(problem ?? []);
        await change(tx, record);
        const now = (await this.imports.find(tx, sight, id)) ?? record;
        await recordChange(ctx, tx, {
          entity: 'IMPORT',
          entityId: record.id,
          operation,
          from: record.state,
          to: now.state,
          version: now.version,
          new: { kind: record.kind, fileName: record.fileName },
        });
        return importOf(now);
      }),
    );
  }
}

function refusalOf(
  record: ImportRecord | null,
  expectedVersion: number,
  operation: ImportOperation,
): Problem | undefined {
  if (record === null) {
    return { code: 'NOT_FOUND', message: 'There is no such import.', path: ['input', 'id'] };
  }
  const { version, state } = record;
  if (!importMachine.allows(state, operation)) {
    return {
      code: 'ILLEGAL_TRANSITION',
      message: `This works while an import is CHECKED; this one is ${state}.`,
      path: ['input', 'id'],
      facts: { state, operation },
    };
  }
  if (version === expectedVersion) return undefined;
  return {
    code: 'CONFLICT',
    message: 'Somebody else changed the import: read it again.',
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

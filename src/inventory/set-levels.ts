import { Injectable } from '@nestjs/common';
import { checkCount, checkText, ProblemError, type Facts, type Problem } from '../kernel/index.js';
import { userIdOf, type RequestContext } from '../platform/access/index.js';
import { BULK_ROWS_MAX, BulkMode, type RowOutcome } from '../platform/bulk/index.js';
import { outcomeOf, UnitOfWork, type Tx } from '../platform/database/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import { StockBulk, type StockRow } from './stock-bulk.js';
import { requireStockDesk } from './stock.sight.js';

export interface LevelsSetting {
  idempotencyKey: string;
  mode: BulkMode;
  reason: string;
  rows: readonly (Omit<StockRow, 'reason'> & { reason?: string | null })[];
}

export interface LevelsOutcome {
  changed: number;
  unchanged: number;
  refused: number;
  replayed: boolean;
  problems: Problem[];
}

type KeptResult = { changed: number; unchanged: number; refused: number; problems: KeptProblem[] };
type KeptProblem = { code: string; message: string; path: string[]; facts: Facts };

/** A count of a whole warehouse in one request: thousands of levels in one unit of work, once per key. */
@Injectable()
export class SetLevels {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly bulk: StockBulk,
  ) {}

  async run(ctx: RequestContext, input: LevelsSetting): Promise<LevelsOutcome> {
    requireStockDesk(ctx);
    const problems = checkSetting(input);
    if (problems.length > 0) return refusedWith(problems, input);
    const rows = input.rows.map((row) => ({ ...row, reason: row.reason?.trim() || input.reason }));
    const request = {
      owner: `user:${userIdOf(ctx) ?? 'system'}`,
      operation: 'stockLevelsSet',
      key: input.idempotencyKey.trim(),
      input: { mode: input.mode, rows },
    };
    const work = (tx: Tx) => onceByKey(tx, request, () => this.write(ctx, tx, input.mode, rows));
    const { value, problems: refusals } = await outcomeOf(
      this.unitOfWork.run(ctx, work, { keyed: true }),
    );
    return value ? { ...value.result, replayed: value.replayed } : refusedWith(refusals, input);
  }

  /** What is judged to be wrong before anything is locked costs nobody anything. */
  private async write(
    ctx: RequestContext,
    tx: Tx,
    mode: BulkMode,
    rows: readonly StockRow[],
  ): Promise<KeptResult> {
    if (mode === BulkMode.ALL_OR_NOTHING) {
      const judged = problemsOf(await this.bulk.judge(ctx, tx, rows));
      if (judged.length > 0) throw new ProblemError(judged);
    }
    const outcomes = await this.bulk.write(ctx, tx, rows);
    const problems = problemsOf(outcomes);
    const refused = outcomes.filter(({ kind }) => kind === 'ERROR').length;
    const isRefused = mode === BulkMode.ALL_OR_NOTHING ? refused > 0 : refused === rows.length;
    if (isRefused) throw new ProblemError(problems);
    const unchanged = outcomes.filter(({ kind }) => kind === 'UNCHANGED').length;
    return { changed: rows.length - unchanged - refused, unchanged, refused, problems };
  }
}

function checkSetting({ reason, rows }: LevelsSetting): Problem[] {
  return [
    ...checkText(reason, { path: ['input', 'reason'], max: 500, required: true }),
    ...checkCount(rows.length, { path: ['input', 'rows'], max: BULK_ROWS_MAX }),
  ];
}

function problemsOf(outcomes: readonly RowOutcome[]): KeptProblem[] {
  return outcomes.flatMap((outcome, index) =>
    outcome.kind === 'ERROR'
      ? outcome.problems.map(({ code, message, column, facts = {} }) => {
          const path = ['input', 'rows', String(index), ...(column === '' ? [] : [column])];
          return { code, message, path, facts };
        })
      : [],
  );
}

function refusedWith(problems: Problem[], { rows }: LevelsSetting): LevelsOutcome {
  return { changed: 0, unchanged: 0, refused: rows.length, replayed: false, problems };
}

import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { checkText, ProblemError } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { CONFIG, type Config } from '../platform/config/index.js';
import { ApiError } from '../platform/error/index.js';
import { arriving } from '../platform/http/index.js';
import { ImportMode, kindOfWord, type ImportKind } from './import.enum.js';
import { requireKind } from './import.sight.js';
import type { Import } from './import.type.js';
import { importOf } from './import.view.js';
import { ReceiveImport, tooLarge, type SentFile } from './receive-import.js';

const FILE_NAME_MAX = 200;

export type UploadPlan = Omit<SentFile, 'body'>;

/** What an upload says of itself before its body is read. */
@Injectable()
export class ImportUpload {
  constructor(
    private readonly receive: ReceiveImport,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  plan(ctx: RequestContext, word: string, query: Record<string, unknown>): UploadPlan {
    const kind = requireKindOfWord(ctx, word);
    const mode = Object.values(ImportMode).find((known) => known === (query['mode'] ?? known));
    if (mode === undefined) {
      throw new ProblemError({
        code: 'INVALID_VALUE',
        message: `mode is one of ${Object.values(ImportMode).join(', ')}.`,
        path: ['mode'],
        facts: { rule: 'ONE_OF' },
      });
    }
    const given = typeof query['fileName'] === 'string' ? query['fileName'].trim() : '';
    const fileName = given === '' ? `${word}.csv` : given;
    const problems = checkText(fileName, { path: ['fileName'], max: FILE_NAME_MAX });
    if (problems.length > 0) throw new ProblemError(problems);
    return { kind, mode, fileName };
  }

  /** A sender who says how much will come need not send it in vain. */
  requireSize(bytes: number): void {
    const { maxBytes } = this.config.imports;
    if (bytes > maxBytes) throw tooLarge(`${maxBytes} bytes`);
  }

  async run(ctx: RequestContext, plan: UploadPlan, body: Readable): Promise<Import> {
    return importOf(await this.receive.run(ctx, { ...plan, body: arriving(body) }));
  }
}

export function requireKindOfWord(ctx: RequestContext, word: string): ImportKind {
  const kind = kindOfWord(word);
  if (kind === undefined) {
    throw new ApiError(
      'NOT_FOUND',
      'There are files of products, variants, listings, prices and stock.',
    );
  }
  requireKind(ctx, kind);
  return kind;
}

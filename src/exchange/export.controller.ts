import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { ExportFile } from './export-file.js';
import { requireKindOfWord } from './import-upload.js';
import { sendCsv } from './send-csv.js';

const { CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE } = Permission;

@Controller('exports')
export class ExportController {
  constructor(private readonly exportFile: ExportFile) {}

  @Allow(CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE)
  @Get(':kind.csv')
  async read(
    @Ctx() ctx: RequestContext,
    @Param('kind') word: string,
    @Query() query: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    const { fileName, parts } = this.exportFile.open(ctx, requireKindOfWord(ctx, word), query);
    await sendCsv(response, fileName, parts);
  }
}

import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';
import { extendBodyDeadline } from '../platform/http/index.js';
import { ErrorFile } from './error-file.js';
import { ImportUpload } from './import-upload.js';
import { sendCsv } from './send-csv.js';
import type { Import } from './import.type.js';

const { CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE } = Permission;
const CSV_TYPES = ['text/csv', 'application/csv'];
const CHARSETS = ['utf-8', 'utf8', 'utf-16', 'utf-16le', 'utf-16be'];
/** A hundred megabytes over a slow line. */
const UPLOAD_MS = 840_000;

@Controller('imports')
export class ImportController {
  constructor(
    private readonly upload: ImportUpload,
    private readonly errorFile: ErrorFile,
  ) {}

  @Allow(CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE)
  @Post(':kind')
  @HttpCode(201)
  async receive(
    @Ctx() ctx: RequestContext,
    @Req() request: Request,
    @Param('kind') kind: string,
    @Query() query: Record<string, unknown>,
  ): Promise<Import> {
    const plan = this.upload.plan(ctx, kind, query);
    requireCsv(request);
    this.upload.requireSize(Number(request.get('content-length') ?? 0));
    extendBodyDeadline(request, UPLOAD_MS);
    return this.upload.run(ctx, plan, request);
  }

  @Allow(CATALOG_WRITE, PRICE_WRITE, STOCK_WRITE)
  @Get(':id/errors.csv')
  async errors(
    @Ctx() ctx: RequestContext,
    @Param('id') id: string,
    @Res() response: Response,
  ): Promise<void> {
    const { fileName, parts } = await this.errorFile.open(ctx, id);
    await sendCsv(response, fileName, parts);
  }
}

function requireCsv(request: Request): void {
  if (request.is(CSV_TYPES) === false) {
    throw unsupported('Send the file as CSV, with the header "Content-Type: text/csv".');
  }
  const charset = /charset="?([^";]+)/i.exec(request.get('content-type') ?? '')?.[1];
  if (charset !== undefined && !CHARSETS.includes(charset.trim().toLowerCase())) {
    throw unsupported('Send the file in UTF-8, or in UTF-16 with a byte order mark.');
  }
  if ((request.get('content-encoding') ?? 'identity') !== 'identity') {
    throw unsupported('Send the file uncompressed.');
  }
}

function unsupported(message: string): ApiError {
  return new ApiError('BAD_USER_INPUT', message, { status: 415 });
}

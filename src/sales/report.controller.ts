import { Controller, Get, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ProblemError } from '../kernel/index.js';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { readReportArguments, type ReportAsked } from './report-arguments.rules.js';
import { csvParts } from './report-csv.js';
import { reportHeaders } from './report-headers.rules.js';
import { parquetParts } from './report-parquet.js';
import { ReportService } from './report.service.js';
import type { Report } from './report.rules.js';
import { xlsxParts } from './report-xlsx.js';
import { sendReport } from './send-report.js';

type Format = 'csv' | 'xlsx' | 'parquet';
type Parts = AsyncIterable<Uint8Array | string>;

const FORMATS: Record<
  Format,
  { type: string; parts: (report: Report, asked: ReportAsked) => Parts }
> = {
  csv: { type: 'text/csv; charset=utf-8', parts: csvParts },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    parts: (report) => xlsxParts(report),
  },
  parquet: { type: 'application/vnd.apache.parquet', parts: parquetParts },
};

/** The query `sales` as files, with all rows. */
@Controller('reports')
export class ReportController {
  constructor(private readonly reports: ReportService) {}

  @Allow(Permission.SALES_READ)
  @Get('sales.csv')
  csv(
    @Ctx() ctx: RequestContext,
    @Query() query: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(ctx, 'csv', query, response);
  }

  @Allow(Permission.SALES_READ)
  @Get('sales.xlsx')
  xlsx(
    @Ctx() ctx: RequestContext,
    @Query() query: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(ctx, 'xlsx', query, response);
  }

  @Allow(Permission.SALES_READ)
  @Get('sales.parquet')
  parquet(
    @Ctx() ctx: RequestContext,
    @Query() query: Record<string, unknown>,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(ctx, 'parquet', query, response);
  }

  private async send(
    ctx: RequestContext,
    format: Format,
    query: Record<string, unknown>,
    response: Response,
  ): Promise<void> {
    const { asked, problems } = readReportArguments(query, { ofCsv: format === 'csv' });
    if (problems.length > 0) throw new ProblemError(problems);
    const { type, parts } = FORMATS[format];
    const name = `sales-${asked.from}-${asked.to}.${format}`;
    await this.reports.stream(ctx, asked, async (report) => {
      for (const [header, value] of reportHeaders(report)) response.setHeader(header, value);
      await sendReport(response, { name, type }, parts(report, asked));
    });
  }
}

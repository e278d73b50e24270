import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { ApiError } from '../platform/error/index.js';
import { arriving, extendBodyDeadline } from '../platform/http/index.js';
import { requireAllRegions } from './exchange-rate.sight.js';
import { ImportExchangeRates, type RateImport } from './import-exchange-rates.js';
import { RATE_FILE_BYTES_MAX, tooLarge } from './rate-file.js';

const TYPES = ['text/csv', 'application/csv', 'text/xml', 'application/xml', 'text/plain'];
/** The largest file over a slow line. */
const UPLOAD_MS = 300_000;

@Controller('exchange-rates')
export class ExchangeRateController {
  constructor(private readonly importRates: ImportExchangeRates) {}

  @Allow(Permission.RATE_WRITE)
  @Post()
  @HttpCode(200)
  async receive(@Ctx() ctx: RequestContext, @Req() request: Request): Promise<RateImport> {
    requireAllRegions(ctx);
    if (request.is(TYPES) === false) {
      throw new ApiError(
        'BAD_USER_INPUT',
        'Send the file as it is, with the header "Content-Type: text/csv" or "application/xml".',
        { status: 415 },
      );
    }
    if ((request.get('content-encoding') ?? 'identity') !== 'identity') {
      throw new ApiError('BAD_USER_INPUT', 'Send the file uncompressed.', { status: 415 });
    }
    if (Number(request.get('content-length') ?? 0) > RATE_FILE_BYTES_MAX) throw tooLarge();
    extendBodyDeadline(request, UPLOAD_MS);
    return this.importRates.run(ctx, arriving(request));
  }
}

import { Controller, Get, Header } from '@nestjs/common';
import { Allow, Permission } from '../access/index.js';
import { Metrics } from './metrics.js';

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Allow(Permission.PUBLIC)
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  read(): Promise<string> {
    return this.metrics.read();
  }
}

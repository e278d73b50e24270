import { Global, Module } from '@nestjs/common';
import { RequestLimit } from './request-limit.js';

/** How much one caller may ask for. */
@Global()
@Module({ providers: [RequestLimit], exports: [RequestLimit] })
export class PlatformLimitModule {}

import { Module } from '@nestjs/common';
import { InvariantCheckModule } from './invariant-check.module.js';
import { InvariantWatch } from './invariant-watch.js';

/** Checking again and again, in the server. */
@Module({ imports: [InvariantCheckModule], providers: [InvariantWatch] })
export class PlatformInvariantModule {}

import { Module } from '@nestjs/common';
import { InvariantCheck } from './invariant-check.js';
import { InvariantRepository } from './invariant.repository.js';

/** Checking once, for tools. */
@Module({ providers: [InvariantRepository, InvariantCheck], exports: [InvariantCheck] })
export class InvariantCheckModule {}

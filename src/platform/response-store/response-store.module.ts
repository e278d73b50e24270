import { Global, Module } from '@nestjs/common';
import { ResponseStore } from './response-store.js';

/** Answers that are sent again while nothing that they show has changed. */
@Global()
@Module({ providers: [ResponseStore], exports: [ResponseStore] })
export class PlatformResponseStoreModule {}

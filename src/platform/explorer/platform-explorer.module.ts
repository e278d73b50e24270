import { Module } from '@nestjs/common';
import { DemoPeople } from './demo-people.js';

/** Gives the demo people to whoever fills the demo; the page itself is plain HTTP, before Nest. */
@Module({ providers: [DemoPeople], exports: [DemoPeople] })
export class PlatformExplorerModule {}

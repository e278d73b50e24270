import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

/** The dimensions of the star for BI tools; triggers keep all of them but for what a new day brings. */
@Injectable()
export class StarRepository {
  async describeMarkets(tx: Tx): Promise<void> {
    await tx.query('SELECT sales.describe_markets()');
  }
}

import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

@Injectable()
export class LocationReadinessRepository {
  /** The codes of the locations that serve the market, in the order in which they are asked. */
  async serving(tx: Tx, marketCode: string): Promise<string[]> {
    const rows = await tx.query<{ code: string }>(
      `SELECT s.code FROM inventory.location_market m JOIN inventory.stock_location s ON s.id = m.location_id
       WHERE m.market_code = $1 ORDER BY m.preference, m.location_id`,
      [marketCode],
    );
    return rows.map(({ code }) => code);
  }
}

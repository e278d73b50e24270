import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

@Injectable()
export class ResellerReadinessRepository {
  /** The title of the newest text of the region; undefined when it has none. */
  async agreementOf(tx: Tx, regionId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ title: string }>(
      `SELECT t.title FROM reseller.agreement g JOIN reseller.agreement_text t ON t.agreement_id = g.id
       WHERE g.region_id = $1 AND g.published_at <= now()
       ORDER BY g.number DESC, t.locale = 'en' DESC, t.locale LIMIT 1`,
      [regionId],
    );
    return row?.title;
  }

  async countAuthorized(tx: Tx, marketCode: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(DISTINCT r.id)::int AS count
       FROM reseller.market_authorization a
       JOIN reseller.reseller r ON r.id = a.reseller_id AND r.state = 'ACTIVE'
       JOIN market.market_v m ON m.code = a.market_code
       WHERE a.market_code = $1 AND a.valid_from <= m.today AND (a.valid_until IS NULL OR m.today < a.valid_until)`,
      [marketCode],
    );
    return row?.count ?? 0;
  }
}

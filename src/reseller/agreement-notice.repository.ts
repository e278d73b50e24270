import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

export interface AgreementNotice {
  kind: 'PUBLISHED' | 'REMINDER';
  agreementId: string;
  number: number;
  company: string;
  /** From when on the reseller cannot order unless it accepts. */
  dueFrom: Date;
  email: string;
  name: string;
  locale: string;
}

export interface NoticeRule {
  /** A version that is older than this and was due before is no news. */
  newsDays: number;
  /** So long before the date the reminder goes out, or half of the time that there was, if that is shorter. */
  reminderDays: number;
  batch: number;
}

/**
 * Of each reseller that may sell in a region, now or later, the newest version there, if it has not accepted that. Due is
 * what the gates of orders look at: the first of the versions that are newer than the accepted one.
 */
const OPEN = `
  SELECT s.reseller_id, r.legal_name, n.id AS agreement_id, n.number, n.published_at, d.due_from
  FROM (
    SELECT DISTINCT a.reseller_id, m.region_id
    FROM reseller.market_authorization a JOIN market.market_v m ON m.code = a.market_code
    WHERE m.region_id IS NOT NULL AND a.valid_until IS DISTINCT FROM a.valid_from
      AND (a.valid_until IS NULL OR a.valid_until > m.today)) s
  JOIN reseller.reseller r ON r.id = s.reseller_id AND r.state IN ('ACTIVE', 'REAUTHORIZATION_DUE', 'SUSPENDED')
  JOIN LATERAL (
    SELECT g.id, g.number, g.published_at FROM reseller.agreement g
    WHERE g.region_id = s.region_id AND g.published_at <= now() ORDER BY g.number DESC LIMIT 1) n ON true
  JOIN LATERAL (
    SELECT coalesce(max(g.number), 0) AS accepted
    FROM reseller.agreement_acceptance c JOIN reseller.agreement g ON g.id = c.agreement_id
    WHERE c.reseller_id = s.reseller_id AND g.region_id = s.region_id) c ON c.accepted < n.number
  JOIN LATERAL (
    SELECT min(g.required_from) AS due_from FROM reseller.agreement g
    WHERE g.region_id = s.region_id AND g.number > c.accepted AND g.number <= n.number) d ON true`;

/** $1: newsDays, $2: reminderDays, $3: batch. A reminder goes to nobody who was told within the last day. */
const TAKE = `
  WITH open AS MATERIALIZED (${OPEN}), due AS (
    SELECT o.*, p.user_id, p.email, p.name, p.locale, CASE WHEN t.noted_at IS NULL THEN 'PUBLISHED' ELSE 'REMINDER' END AS kind
    FROM open o
    CROSS JOIN LATERAL identity.admins_of(o.reseller_id) p
    LEFT JOIN reseller.agreement_notice t ON t.agreement_id = o.agreement_id AND t.reseller_id = o.reseller_id
      AND t.user_id = p.user_id AND t.kind = 'PUBLISHED'
    WHERE CASE WHEN t.noted_at IS NULL
      THEN o.due_from > now() OR o.published_at > now() - make_interval(days => $1)
      ELSE o.due_from > now() AND t.noted_at <= now() - interval '1 day'
        AND now() >= o.due_from - least(make_interval(days => $2), (o.due_from - o.published_at) / 2)
        AND NOT EXISTS (SELECT FROM reseller.agreement_notice x WHERE x.agreement_id = o.agreement_id
          AND x.reseller_id = o.reseller_id AND x.user_id = p.user_id AND x.kind = 'REMINDER') END
    LIMIT $3
  ), noted AS (
    INSERT INTO reseller.agreement_notice (agreement_id, reseller_id, user_id, kind)
    SELECT agreement_id, reseller_id, user_id, kind FROM due ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING RETURNING agreement_id, reseller_id, user_id, kind
  )
  SELECT d.kind, d.agreement_id AS "agreementId", d.number, d.legal_name AS company, d.due_from AS "dueFrom",
    d.email, d.name, d.locale
  FROM due d JOIN noted n USING (agreement_id, reseller_id, user_id, kind)`;

@Injectable()
export class AgreementNoticeRepository {
  /** Notes whom a letter is now written to, and gives them; two processes at once share them out. */
  take(tx: Tx, { newsDays, reminderDays, batch }: NoticeRule): Promise<AgreementNotice[]> {
    return tx.query<AgreementNotice>(TAKE, [newsDays, reminderDays, batch]);
  }
}

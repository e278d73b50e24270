import { Injectable } from '@nestjs/common';
import { assert, newId, type PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type {
  AcceptedVersion,
  CurrentAgreement,
  MarketAgreement,
  NewAcceptance,
} from './agreement-version.js';
import type { AgreementTextDraft } from './agreement.rules.js';
import type { AgreementSight } from './agreement.sight.js';
import type { Agreement } from './agreement.type.js';

export interface NewAgreement {
  regionId: string;
  /** Null: from now on. */
  requiredFrom: Date | null;
  publishedBy: string | null;
  texts: readonly AgreementTextDraft[];
}

/** Where a reseller stands in one region; the versions are named by their ids. */
export interface StandingRow {
  resellerId: string;
  currentId: string;
  newestId: string;
  acceptedAt: Date | null;
  acceptance: AcceptanceRow | null;
  dueFrom: Date | null;
  /** Whether it may sell in the region, now or later; false where all its authorisations have ended. */
  sells: boolean;
}

export interface AcceptanceRow {
  agreementId: string;
  number: number;
  locale: string;
  acceptedBy: string | null;
  acceptedAt: string;
}

/** $1: the languages that the reader is served in, the best first. */
const AGREEMENTS = `
  SELECT g.id, r.region_code AS "regionCode", g.number, t.locale, t.title, t.body,
    g.published_at AS "publishedAt", g.required_from AS "requiredFrom",
    ARRAY(SELECT l.locale FROM reseller.agreement_text l WHERE l.agreement_id = g.id ORDER BY l.locale) AS locales
  FROM reseller.agreement g
  JOIN market.region_v r ON r.region_id = g.region_id
  JOIN LATERAL (
    SELECT * FROM reseller.agreement_text t WHERE t.agreement_id = g.id
    ORDER BY array_position($1::text[], t.locale), t.locale LIMIT 1) t ON true`;

const CURRENT = `
  SELECT g.id, g.number FROM reseller.agreement g
  WHERE g.region_id = v.region_id AND g.published_at <= now()
  ORDER BY g.required_from <= now() DESC, g.number DESC LIMIT 1`;

/** Whether reseller and region of the view `v` still belong together. */
const SELLS = `EXISTS (SELECT FROM reseller.market_authorization z JOIN market.market_v m ON m.code = z.market_code
  WHERE z.reseller_id = v.reseller_id AND m.region_id = v.region_id
    AND (z.valid_until IS NULL OR z.valid_until > greatest(m.today, z.valid_from)))`;

/** $2: the regions that the reader may see, $3: the reseller whose regions they are; null leaves the condition out. */
const IN_SIGHT = `($2::uuid[] IS NULL OR g.region_id = ANY ($2))
  AND ($3::uuid IS NULL OR g.region_id IN (SELECT v.region_id FROM reseller.region_v v WHERE v.reseller_id = $3))`;

@Injectable()
export class AgreementRepository {
  async find(
    tx: Tx,
    sight: AgreementSight,
    { id, locales }: { id: string; locales: readonly string[] },
  ): Promise<Agreement | undefined> {
    const [row] = await tx.query<Agreement>(`${AGREEMENTS} WHERE ${IN_SIGHT} AND g.id = $4`, [
      locales,
      sight.regionIds,
      sight.resellerId,
      id,
    ]);
    return row;
  }

  findMany(tx: Tx, ids: readonly string[], locales: readonly string[]): Promise<Agreement[]> {
    return tx.query<Agreement>(`${AGREEMENTS} WHERE g.id = ANY ($2::uuid[])`, [locales, ids]);
  }

  /** By region, the newest version first; one row more than the page has, which tells whether there is another. */
  page(
    tx: Tx,
    sight: AgreementSight,
    { regionCode, locales }: { regionCode: string | null; locales: readonly string[] },
    plan: PagePlan,
  ): Promise<Agreement[]> {
    const forward = plan.direction === 'forward';
    const [code, number] = plan.cursor ?? [null, null];
    const orderSql = forward ? 'ASC' : 'DESC';
    const comparisonSql = forward ? '>' : '<';
    return tx.query<Agreement>(
      `${AGREEMENTS} WHERE ${IN_SIGHT} AND ($4::text IS NULL OR r.region_code = $4)
         AND ($5::text IS NULL OR (r.region_code, -g.number) ${comparisonSql} ($5, -($6::int)))
       ORDER BY r.region_code ${orderSql}, -g.number ${orderSql} LIMIT $7`,
      [locales, sight.regionIds, sight.resellerId, regionCode, code, number, plan.fetch],
    );
  }

  async count(tx: Tx, sight: AgreementSight, regionCode: string | null): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM reseller.agreement g JOIN market.region_v r ON r.region_id = g.region_id
       WHERE ${IN_SIGHT} AND ($1::text IS NULL OR r.region_code = $1)`,
      [regionCode, sight.regionIds, sight.resellerId],
    );
    return row?.count ?? 0;
  }

  /** The region of the code, when it is one of those given; null stands for all. */
  async regionId(
    tx: Tx,
    regionIds: readonly string[] | null,
    regionCode: string,
  ): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }>(
      `SELECT region_id AS id FROM market.region_v
       WHERE region_code = $1 AND ($2::uuid[] IS NULL OR region_id = ANY ($2))`,
      [regionCode, regionIds],
    );
    return row?.id;
  }

  /** Gives the version its number, one after the other: whoever publishes in the region meanwhile waits. */
  async publish(tx: Tx, { regionId, requiredFrom, publishedBy, texts }: NewAgreement) {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `reseller.agreement/${regionId}`,
    ]);
    const [row] = await tx.query<{ id: string; number: number; requiredFrom: Date }>(
      `INSERT INTO reseller.agreement (id, region_id, number, published_at, required_from, published_by)
       SELECT $1, $2, coalesce(max(number), 0) + 1, now(), greatest($3, now()), $4
       FROM reseller.agreement WHERE region_id = $2
       RETURNING id, number, required_from AS "requiredFrom"`,
      [newId(), regionId, requiredFrom, publishedBy],
    );
    assert(row, 'an INSERT of an aggregate writes a row');
    await tx.query(
      `INSERT INTO reseller.agreement_text (agreement_id, locale, title, body)
       SELECT $1, t.locale, t.title, t.body FROM jsonb_to_recordset($2::jsonb) AS t (locale text, title text, body text)`,
      [row.id, JSON.stringify(texts)],
    );
    return row;
  }

  /** Of each market that is in a region today, the current version of that region. */
  currentOfMarkets(tx: Tx, marketCodes: readonly string[]): Promise<MarketAgreement[]> {
    return tx.query<MarketAgreement>(
      `SELECT v.code AS "marketCode", v.region_code AS "regionCode", c.id, c.number
       FROM market.market_v v JOIN LATERAL (${CURRENT}) c ON true
       WHERE v.code = ANY ($1) ORDER BY v.region_code, v.code`,
      [marketCodes],
    );
  }

  /** The versions that resellers have accepted. */
  acceptedBy(tx: Tx, resellerIds: readonly string[]): Promise<AcceptedVersion[]> {
    return tx.query<AcceptedVersion>(
      `SELECT a.reseller_id AS "resellerId", a.agreement_id AS "agreementId", a.locale, a.accepted_at AS "acceptedAt"
       FROM reseller.agreement_acceptance a WHERE a.reseller_id = ANY ($1::uuid[])`,
      [resellerIds],
    );
  }

  async currentBeside(tx: Tx, agreementId: string): Promise<CurrentAgreement> {
    const [row] = await tx.query<CurrentAgreement>(
      `SELECT v.region_code AS "regionCode", c.id, c.number
       FROM reseller.agreement a JOIN market.region_v v ON v.region_id = a.region_id
       JOIN LATERAL (${CURRENT}) c ON true
       WHERE a.id = $1`,
      [agreementId],
    );
    assert(row, 'a region with an agreement has a current one');
    return row;
  }

  /** Writes the acceptances that are not there yet, and gives their versions. */
  async accept(tx: Tx, resellerId: string, acceptances: readonly NewAcceptance[]) {
    const rows = await tx.query<{ agreementId: string }>(
      `INSERT INTO reseller.agreement_acceptance
         (id, agreement_id, reseller_id, locale, accepted_by, accepted_at, ip, user_agent)
       SELECT a.id, a."agreementId", $1, a.locale, a."acceptedBy", a."acceptedAt", a.ip, a."userAgent"
       FROM jsonb_to_recordset($2::jsonb) AS a (id uuid, "agreementId" uuid, locale text, "acceptedBy" uuid,
         "acceptedAt" timestamptz, ip text, "userAgent" text)
       ON CONFLICT ON CONSTRAINT agreement_acceptance_agreement_id_reseller_id_key DO NOTHING
       RETURNING agreement_id AS "agreementId"`,
      [
        resellerId,
        JSON.stringify(acceptances.map((acceptance) => ({ id: newId(), ...acceptance }))),
      ],
    );
    return rows.map(({ agreementId }) => agreementId);
  }

  /** Per reseller and region that has an agreement, by region. */
  standings(tx: Tx, resellerIds: readonly string[]): Promise<StandingRow[]> {
    return tx.query<StandingRow>(
      `SELECT v.reseller_id AS "resellerId", c.id AS "currentId", n.id AS "newestId", a.acceptance,
         (SELECT min(x.accepted_at) FROM reseller.agreement_acceptance x
          JOIN reseller.agreement g ON g.id = x.agreement_id
          WHERE x.reseller_id = v.reseller_id AND g.region_id = v.region_id AND g.number >= c.number) AS "acceptedAt",
         (SELECT min(g.required_from) FROM reseller.agreement g
          WHERE g.region_id = v.region_id AND g.number > coalesce(a.number, 0)) AS "dueFrom",
         ${SELLS} AS sells
       FROM reseller.region_v v
       JOIN LATERAL (${CURRENT}) c ON true
       JOIN LATERAL (SELECT g.id FROM reseller.agreement g
         WHERE g.region_id = v.region_id ORDER BY g.number DESC LIMIT 1) n ON true
       LEFT JOIN LATERAL (
         SELECT g.number, jsonb_build_object('agreementId', g.id, 'number', g.number, 'locale', x.locale,
           'acceptedBy', p.name, 'acceptedAt', x.accepted_at) AS acceptance
         FROM reseller.agreement_acceptance x
         JOIN reseller.agreement g ON g.id = x.agreement_id
         LEFT JOIN identity.person_v p ON p.user_id = x.accepted_by
         WHERE x.reseller_id = v.reseller_id AND g.region_id = v.region_id
         ORDER BY g.number DESC LIMIT 1) a ON true
       WHERE v.reseller_id = ANY ($1::uuid[])
       ORDER BY v.region_code`,
      [resellerIds],
    );
  }
}

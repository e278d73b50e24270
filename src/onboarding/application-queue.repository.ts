import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import type { ApplicationState } from './application.machine.js';
import { applicationOf, type StoredRow } from './application.repository.js';
import type { ApplicationRow } from './application.row.js';
import { APPLICATION_COLUMNS, IN_STAFF_SIGHT } from './application.sql.js';
import type { QueueCriteria } from './application-queue.rules.js';
import {
  IS_CLAIMABLE,
  IS_OVERDUE,
  queueCondition,
  WAITING_SINCE,
} from './application-queue.sql.js';
import { CLAIMABLE_STATES } from './claim.rules.js';

export interface QueueCaller {
  regionIds: readonly string[] | null;
  userId: string;
}

export interface QueuedApplication extends ApplicationRow {
  /** Its place in the queue, for cursors. */
  waitingSince: string;
}

export interface QueueCount {
  state: ApplicationState;
  total: number;
  overdue: number;
  unassigned: number;
  mine: number;
}

/** A live reseller that has a number of the application too. */
export interface SameCompany {
  /** Both null when it lies outside the regions of the caller. */
  resellerId: string | null;
  name: string | null;
  /** Which number is the same. */
  what: 'TAX_ID' | 'PARTNER_LOCATION_ID';
}

@Injectable()
export class ApplicationQueueRepository {
  /** In the order asked for; one row more than the page has, which tells whether there is another. */
  async page(
    tx: Tx,
    criteria: QueueCriteria,
    caller: QueueCaller,
    plan: PagePlan,
  ): Promise<QueuedApplication[]> {
    const { whereSql, values } = queueCondition(criteria, caller);
    const ascends = (plan.direction === 'forward') === (criteria.sort === 'OLDEST');
    const orderSql = ascends ? 'ASC' : 'DESC';
    const fetchSql = `$${values.push(plan.fetch)}`;
    let fromSql = '';
    if (plan.cursor) {
      const [since, id] = plan.cursor;
      const comparisonSql = ascends ? '>' : '<';
      fromSql = `AND (a.state_since, a.id) ${comparisonSql}
        ('epoch'::timestamptz + greatest($${values.push(since)}::bigint, 0) * interval '1 microsecond', $${values.push(id)}::uuid)`;
    }
    const rows = await tx.query<StoredRow & { waitingSince: string }>(
      `SELECT ${APPLICATION_COLUMNS}, ${WAITING_SINCE} AS "waitingSince" FROM onboarding.application a
       WHERE ${whereSql} ${fromSql} ORDER BY a.state_since ${orderSql}, a.id ${orderSql} LIMIT ${fetchSql}`,
      values,
    );
    return rows.map((row) => ({ ...applicationOf(row), waitingSince: row.waitingSince }));
  }

  async count(tx: Tx, criteria: QueueCriteria, caller: QueueCaller): Promise<number> {
    const { whereSql, values } = queueCondition(criteria, caller);
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM onboarding.application a WHERE ${whereSql}`,
      values,
    );
    return row?.count ?? 0;
  }

  /** Of the states in which somebody has something to do, in their order; a state in which nothing is counts 0. */
  async counts(tx: Tx, { regionIds, userId }: QueueCaller): Promise<QueueCount[]> {
    return tx.query<QueueCount>(
      `SELECT s.state, count(a.id)::int AS total, (count(*) FILTER (WHERE ${IS_OVERDUE}))::int AS overdue,
         (count(a.id) FILTER (WHERE a.assigned_to IS NULL))::int AS unassigned,
         (count(*) FILTER (WHERE a.assigned_to = $2))::int AS mine
       FROM unnest($3::text[]) WITH ORDINALITY AS s (state, place)
       LEFT JOIN onboarding.application a ON a.state = s.state AND (${IS_CLAIMABLE}) AND ${IN_STAFF_SIGHT}
       GROUP BY s.state, s.place ORDER BY s.place`,
      [regionIds, userId, CLAIMABLE_STATES],
    );
  }

  /** When it was assigned; null when it was released. */
  async assign(tx: Tx, id: string, userId: string | null): Promise<Date | null> {
    const [row] = await tx.query<{ assignedAt: Date | null }>(
      `UPDATE onboarding.application SET assigned_to = $2, assigned_at = CASE WHEN $2::uuid IS NULL THEN NULL ELSE now() END
       WHERE id = $1 RETURNING assigned_at AS "assignedAt"`,
      [id, userId],
    );
    return row?.assignedAt ?? null;
  }

  /** Of two approvals for one tax id, however it is written, the second waits for what becomes of the first. */
  async lockCompany(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('onboarding.company/' || country_code || '/' || tax_key, 0))
       FROM onboarding.application WHERE id = $1`,
      [id],
    );
  }

  /** Live resellers other than the one that it was filed for. */
  sameCompany(tx: Tx, id: string, regionIds: QueueCaller['regionIds']): Promise<SameCompany[]> {
    return tx.query<SameCompany>(
      `SELECT CASE WHEN reach.is THEN c.reseller_id END AS "resellerId", CASE WHEN reach.is THEN c.legal_name END AS name,
         CASE WHEN c.country_code = a.country_code AND c.tax_key = a.tax_key THEN 'TAX_ID' ELSE 'PARTNER_LOCATION_ID' END AS what
       FROM onboarding.application a JOIN reseller.company_v c
         ON (c.country_code = a.country_code AND c.tax_key = a.tax_key) OR c.partner_location_id = a.partner_location_id
       CROSS JOIN LATERAL (SELECT $2::uuid[] IS NULL OR EXISTS (SELECT FROM reseller.region_v v
         WHERE v.reseller_id = c.reseller_id AND v.region_id = ANY ($2)) AS is) reach
       WHERE a.id = $1 AND c.state <> 'TERMINATED' AND c.reseller_id IS DISTINCT FROM a.reseller_id
       ORDER BY what DESC, c.legal_name`,
      [id, regionIds],
    );
  }
}

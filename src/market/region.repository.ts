import { Injectable } from '@nestjs/common';
import { registerConstraint, type Statements, type Tx } from '../platform/database/index.js';
import type { Region } from './market.type.js';
import type { MembershipPeriod } from './region-plan.rules.js';
import type { RegionMembership } from './region.type.js';

registerConstraint('region_code_key', {
  code: 'ALREADY_EXISTS',
  message: 'There is a region with this code already.',
  path: ['input', 'code'],
});

const REGIONS = `SELECT id, code, name, version FROM market.region`;

@Injectable()
export class RegionRepository {
  /** By code; null stands for all. */
  list(tx: Statements, ids: readonly string[] | null): Promise<Region[]> {
    return tx.query<Region>(`${REGIONS} WHERE $1::uuid[] IS NULL OR id = ANY ($1) ORDER BY code`, [
      ids,
    ]);
  }

  async find(tx: Tx, id: string): Promise<Region | undefined> {
    const [region] = await tx.query<Region>(`${REGIONS} WHERE id = $1`, [id]);
    return region;
  }

  async add(tx: Tx, region: { id: string; code: string; name: string }): Promise<void> {
    await tx.query('INSERT INTO market.region (id, code, name) VALUES ($1, $2, $3)', [
      region.id,
      region.code,
      region.name,
    ]);
  }

  /** False: it is at another version. */
  async rename(tx: Tx, { id, version }: Region, name: string): Promise<boolean> {
    const rows = await tx.query(
      'UPDATE market.region SET name = $3, version = version + 1 WHERE id = $1 AND version = $2 RETURNING id',
      [id, version, name],
    );
    return rows.length > 0;
  }

  /** Every period of each market, in the order of time. */
  memberships(tx: Statements, marketCodes: readonly string[]): Promise<RegionMembership[]> {
    return tx.query<RegionMembership>(
      `SELECT m.id, m.market_code AS "marketCode", m.valid_from::text AS "from", m.valid_until::text AS "until",
         jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name, 'version', r.version) AS region
       FROM market.region_membership m JOIN market.region r ON r.id = m.region_id
       WHERE m.market_code = ANY ($1) ORDER BY m.market_code, m.valid_from`,
      [marketCodes],
    );
  }

  periods(tx: Tx, marketCode: string): Promise<MembershipPeriod[]> {
    return tx.query<MembershipPeriod>(
      `SELECT id, region_id AS "regionId", valid_from::text AS "from", valid_until::text AS "until"
       FROM market.region_membership WHERE market_code = $1 ORDER BY valid_from`,
      [marketCode],
    );
  }

  /** The market of a membership. */
  async marketOf(tx: Tx, membershipId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ code: string }>(
      'SELECT market_code AS code FROM market.region_membership WHERE id = $1',
      [membershipId],
    );
    return row?.code;
  }

  async addMembership(tx: Tx, marketCode: string, period: MembershipPeriod): Promise<void> {
    await this.insert(tx, marketCode, [period]);
  }

  /** Puts the plan in the place of what begins on the day or later; of what began before, only the end moves. */
  async replaceFrom(
    tx: Tx,
    marketCode: string,
    day: string,
    plan: readonly MembershipPeriod[],
  ): Promise<void> {
    await tx.query(
      'DELETE FROM market.region_membership WHERE market_code = $1 AND valid_from >= $2',
      [marketCode, day],
    );
    const begun = plan.filter(({ from }) => from < day);
    await tx.query(
      `UPDATE market.region_membership m SET valid_until = p.until
       FROM unnest($2::uuid[], $3::date[]) AS p (id, until)
       WHERE m.market_code = $1 AND m.id = p.id AND m.valid_until IS DISTINCT FROM p.until`,
      [marketCode, begun.map(({ id }) => id), begun.map(({ until }) => until)],
    );
    await this.insert(
      tx,
      marketCode,
      plan.filter(({ from }) => from >= day),
    );
  }

  /** Whether sales of the day or later stand already: they keep the region that they were booked in. */
  async hasSalesSince(tx: Tx, marketCode: string, day: string): Promise<boolean> {
    const [row] = await tx.query<{ booked: boolean }>(
      'SELECT sales.booked_since($1, $2) AS booked',
      [marketCode, day],
    );
    return row?.booked ?? false;
  }

  private async insert(
    tx: Tx,
    marketCode: string,
    periods: readonly MembershipPeriod[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO market.region_membership (id, market_code, region_id, valid_from, valid_until)
       SELECT p.id, $1, p.region_id, p.valid_from, p.valid_until
       FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::date[]) AS p (id, region_id, valid_from, valid_until)`,
      [
        marketCode,
        periods.map(({ id }) => id),
        periods.map(({ regionId }) => regionId),
        periods.map(({ from }) => from),
        periods.map(({ until }) => until),
      ],
    );
  }
}

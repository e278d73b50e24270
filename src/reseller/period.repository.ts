import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/index.js';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import type { Period } from './period.rules.js';
import type { ResellerSight } from './reseller.sight.js';

const OVERLAP = {
  code: 'ALREADY_EXISTS',
  message: 'Another period in the market overlaps with it. End that one first.',
  path: ['input'],
};
registerConstraint('market_authorization_excl', OVERLAP);
registerConstraint('tax_exemption_excl', OVERLAP);

/** The two things that a reseller has in a market for a time. */
export type PeriodKind = 'MARKET_AUTHORIZATION' | 'TAX_EXEMPTION';

export interface StoredPeriod extends Period {
  id: string;
  resellerId: string;
  marketCode: string;
  /** In the market. */
  today: string;
}

const PERIOD = `p.id, p.reseller_id AS "resellerId", p.market_code AS "marketCode", p.valid_from::text AS "validFrom",
  p.valid_until::text AS "validUntil", m.today::text AS today`;
const WITHIN = `JOIN market.market_v m ON m.code = p.market_code
  WHERE p.id = $1 AND ($2::uuid[] IS NULL OR m.region_id = ANY ($2))`;

const FIND: Readonly<Record<PeriodKind, string>> = {
  MARKET_AUTHORIZATION: `SELECT ${PERIOD} FROM reseller.market_authorization p ${WITHIN}`,
  TAX_EXEMPTION: `SELECT ${PERIOD} FROM reseller.tax_exemption p ${WITHIN}`,
};
const END: Readonly<Record<PeriodKind, string>> = {
  MARKET_AUTHORIZATION: 'UPDATE reseller.market_authorization SET valid_until = $2 WHERE id = $1',
  TAX_EXEMPTION: 'UPDATE reseller.tax_exemption SET valid_until = $2 WHERE id = $1',
};

@Injectable()
export class PeriodRepository {
  /** The day that it is in a market within sight; undefined where there is none. */
  async today(tx: Tx, sight: ResellerSight, marketCode: string): Promise<string | undefined> {
    const [row] = await tx.query<{ today: string }>(
      `SELECT today::text AS today FROM market.market_v
       WHERE code = $1 AND ($2::uuid[] IS NULL OR region_id = ANY ($2))`,
      [marketCode, regionIdsOf(sight)],
    );
    return row?.today;
  }

  /** Undefined where there is none, or none in a market within sight. */
  async find(
    tx: Tx,
    sight: ResellerSight,
    { kind, id }: { kind: PeriodKind; id: string },
  ): Promise<StoredPeriod | undefined> {
    const [row] = await tx.query<StoredPeriod>(FIND[kind], [id, regionIdsOf(sight)]);
    return row;
  }

  async addAuthorization(
    tx: Tx,
    resellerId: string,
    { marketCode, validFrom, validUntil }: Period & { marketCode: string },
  ): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO reseller.market_authorization (id, reseller_id, market_code, valid_from, valid_until)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, resellerId, marketCode, validFrom, validUntil],
    );
    return id;
  }

  async addExemption(
    tx: Tx,
    resellerId: string,
    exemption: Period & { marketCode: string; certificateNumber: string },
  ): Promise<string> {
    const id = newId();
    const { marketCode, certificateNumber, validFrom, validUntil } = exemption;
    await tx.query(
      `INSERT INTO reseller.tax_exemption (id, reseller_id, market_code, certificate_number, valid_from, valid_until)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, resellerId, marketCode, certificateNumber, validFrom, validUntil],
    );
    return id;
  }

  async end(
    tx: Tx,
    { kind, id }: { kind: PeriodKind; id: string },
    validUntil: string,
  ): Promise<void> {
    await tx.query(END[kind], [id, validUntil]);
  }
}

function regionIdsOf(sight: ResellerSight): string[] | null {
  return sight.kind === 'REGIONS' ? sight.regionIds : null;
}

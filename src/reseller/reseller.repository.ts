import { Injectable } from '@nestjs/common';
import { In, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import type { PagePlan } from '../kernel/index.js';
import type { Tx } from '../platform/database/index.js';
import {
  AddressEntity,
  MarketAuthorizationEntity,
  ResellerEntity,
  TaxExemptionEntity,
} from './reseller.entity.js';
import type { ResellerTier, ResellerType } from './reseller.enum.js';
import type { ResellerState } from './reseller.machine.js';
import type { ResellerSight } from './reseller.sight.js';

export interface ResellerCriteria {
  search?: string | undefined;
  states?: ResellerState[] | undefined;
  types?: ResellerType[] | undefined;
  tiers?: ResellerTier[] | undefined;
  /** A day; of those whose reauthorisation is demanded. */
  dueBefore?: string | undefined;
}

@Injectable()
export class ResellerRepository {
  find(tx: Tx, sight: ResellerSight, id: string): Promise<ResellerEntity | null> {
    return this.seen(tx, sight).andWhere('r.id = :id', { id }).getOne();
  }

  findMany(tx: Tx, sight: ResellerSight, ids: readonly string[]): Promise<ResellerEntity[]> {
    return this.seen(tx, sight).andWhere('r.id = ANY(CAST(:ids AS uuid[]))', { ids }).getMany();
  }

  /** By name; one row more than the page has, which tells whether there is another. */
  page(
    tx: Tx,
    sight: ResellerSight,
    criteria: ResellerCriteria,
    plan: PagePlan,
  ): Promise<ResellerEntity[]> {
    const forward = plan.direction === 'forward';
    const query = this.matching(tx, sight, criteria)
      .orderBy('r.nameKey', forward ? 'ASC' : 'DESC')
      .addOrderBy('r.id', forward ? 'ASC' : 'DESC')
      .limit(plan.fetch);
    if (plan.cursor) {
      const [nameKey, id] = plan.cursor;
      const comparisonSql = forward ? '>' : '<';
      query.andWhere(`(r.nameKey, r.id) ${comparisonSql} (:cursorName, CAST(:cursorId AS uuid))`, {
        cursorName: nameKey,
        cursorId: id,
      });
    }
    return query.getMany();
  }

  count(tx: Tx, sight: ResellerSight, criteria: ResellerCriteria): Promise<number> {
    return this.matching(tx, sight, criteria).getCount();
  }

  addressesOf(tx: Tx, resellerIds: readonly string[]): Promise<AddressEntity[]> {
    return tx.manager.find(AddressEntity, {
      where: { resellerId: In([...resellerIds]) },
      order: { label: 'ASC', id: 'ASC' },
    });
  }

  authorizationsOf(tx: Tx, resellerIds: readonly string[]): Promise<MarketAuthorizationEntity[]> {
    return tx.manager.find(MarketAuthorizationEntity, {
      where: { resellerId: In([...resellerIds]) },
      order: { marketCode: 'ASC', validFrom: 'ASC' },
    });
  }

  exemptionsOf(tx: Tx, resellerIds: readonly string[]): Promise<TaxExemptionEntity[]> {
    return tx.manager.find(TaxExemptionEntity, {
      where: { resellerId: In([...resellerIds]) },
      order: { marketCode: 'ASC', validFrom: 'ASC' },
    });
  }

  private matching(
    tx: Tx,
    sight: ResellerSight,
    { search, states, types, tiers, dueBefore }: ResellerCriteria,
  ): SelectQueryBuilder<ResellerEntity> {
    const query = this.seen(tx, sight);
    if (search !== undefined) {
      query.andWhere(
        `(position(lower(:search) IN r.nameKey) > 0 OR r.taxId = :search
          OR r.partnerLocationId = :search OR r.partnerGlobalId = :search)`,
        { search },
      );
    }
    if (states) query.andWhere('r.state = ANY(:states)', { states });
    if (types) query.andWhere('r.type = ANY(:types)', { types });
    if (tiers) query.andWhere('r.tier = ANY(:tiers)', { tiers });
    if (dueBefore !== undefined) {
      query.andWhere(
        `COALESCE(r.stateBeforeSuspension, r.state) = 'REAUTHORIZATION_DUE' AND r.reauthorizationDueOn < :dueBefore`,
        { dueBefore },
      );
    }
    return query;
  }

  private seen(tx: Tx, sight: ResellerSight): SelectQueryBuilder<ResellerEntity> {
    return within(tx.manager.createQueryBuilder(ResellerEntity, 'r'), sight, 'r.id');
  }
}

/** Narrows a query to the resellers that a caller reaches; row-level security stands behind it. */
export function within<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  sight: ResellerSight,
  resellerColumn: string,
): SelectQueryBuilder<Row> {
  switch (sight.kind) {
    case 'OWN':
      return query.where(`${resellerColumn} = :ownResellerId`, { ownResellerId: sight.resellerId });
    case 'REGIONS':
      return query.where(
        `EXISTS (SELECT 1 FROM reseller.region_v v
          WHERE v.reseller_id = ${resellerColumn} AND v.region_id = ANY(CAST(:regionIds AS uuid[])))`,
        { regionIds: sight.regionIds },
      );
    case 'ALL':
      return query.where('true');
    case 'NONE':
      return query.where('false');
  }
}

import { Injectable } from '@nestjs/common';
import {
  checkId,
  isStorableText,
  ProblemError,
  type Facts,
  type Problem,
} from '../kernel/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { PeriodRepository, type PeriodKind, type StoredPeriod } from './period.repository.js';
import { checkCertificateNumber, checkEnd, checkNewPeriod, defaultEnd } from './period.rules.js';
import { ResellerChanges, type ResellerTarget } from './reseller-changes.js';
import { ResellerMoveRepository, type LockedReseller } from './reseller-move.repository.js';
import type { ResellerEntity } from './reseller.entity.js';
import { sightOf } from './reseller.sight.js';

export interface PeriodGrant extends ResellerTarget {
  marketCode: string;
  validFrom?: string | null;
  validUntil?: string | null;
  /** Of a tax exemption alone. */
  certificateNumber?: string;
}

export interface PeriodEnd {
  id: string;
  expectedVersion: number;
  validUntil?: string | null;
}

interface KindOfPeriod {
  kind: PeriodKind;
  idPath: string[];
  events: { granted: string; ended: string };
}

export const AUTHORIZATION: KindOfPeriod = {
  kind: 'MARKET_AUTHORIZATION',
  idPath: ['input', 'authorizationId'],
  events: {
    granted: 'reseller.market_authorized',
    ended: 'reseller.market_authorization_ended',
  },
};
export const EXEMPTION: KindOfPeriod = {
  kind: 'TAX_EXEMPTION',
  idPath: ['input', 'exemptionId'],
  events: { granted: 'reseller.tax_exemption_granted', ended: 'reseller.tax_exemption_ended' },
};

/**
 * Grants and ends what a reseller has in a market for a time. Each raises the version of the reseller, so that an order
 * that is being placed is judged again.
 */
@Injectable()
export class MarketPeriods {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: ResellerChanges,
    private readonly resellers: ResellerMoveRepository,
    private readonly periods: PeriodRepository,
  ) {}

  grant(
    ctx: RequestContext,
    of: KindOfPeriod,
    input: PeriodGrant,
  ): Promise<Outcome<ResellerEntity>> {
    const { certificateNumber } = input;
    return this.changes.run(ctx, input, {
      checked: certificateNumber === undefined ? [] : checkCertificateNumber(certificateNumber),
      work: (tx, locked) => this.add(ctx, tx, { of, locked, input }),
    });
  }

  async end(
    ctx: RequestContext,
    of: KindOfPeriod,
    input: PeriodEnd,
  ): Promise<Outcome<ResellerEntity>> {
    requireNoMembership(ctx);
    const problems = checkId(input.id, of.idPath);
    if (problems.length > 0) return { value: null, problems };
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const seen = await this.require(ctx, tx, of, input.id);
        const { resellerId } = seen;
        const locked = await this.changes.lock(ctx, tx, { ...input, resellerId });
        // Read again under the lock: only now nobody else moves its end.
        const period = await this.require(ctx, tx, of, input.id);
        await this.close(ctx, tx, { of, locked, period, validUntil: input.validUntil });
        return this.resellers.require(tx, resellerId);
      }),
    );
  }

  private async add(
    ctx: RequestContext,
    tx: Tx,
    { of, locked, input }: { of: KindOfPeriod; locked: LockedReseller; input: PeriodGrant },
  ): Promise<void> {
    const marketCode = input.marketCode.trim();
    const today = isStorableText(marketCode)
      ? await this.periods.today(tx, sightOf(ctx), marketCode)
      : undefined;
    if (today === undefined) throw new ProblemError(noSuchMarket());
    const period = { validFrom: input.validFrom ?? today, validUntil: input.validUntil ?? null };
    const problems = checkNewPeriod(period, today);
    if (problems.length > 0) throw new ProblemError(problems);
    const operation = `GRANT_${of.kind}`;
    const resellerVersion = await this.changes.touch(tx, locked, operation);
    const certificateNumber = input.certificateNumber?.trim();
    const granted: Facts = {
      marketCode,
      ...period,
      ...(certificateNumber === undefined ? {} : { certificateNumber }),
    };
    const id =
      certificateNumber === undefined
        ? await this.periods.addAuthorization(tx, locked.id, { marketCode, ...period })
        : await this.periods.addExemption(tx, locked.id, {
            marketCode,
            certificateNumber,
            ...period,
          });
    await recordChange(ctx, tx, {
      entity: of.kind,
      entityId: id,
      operation: 'GRANT',
      new: { ...granted, resellerVersion },
      partyIds: [locked.id],
      marketCode,
      parentId: locked.id,
      emit: of.events.granted,
      payload: { resellerId: locked.id, ...granted },
    });
  }

  private async close(
    ctx: RequestContext,
    tx: Tx,
    request: {
      of: KindOfPeriod;
      locked: LockedReseller;
      period: StoredPeriod;
      validUntil: string | null | undefined;
    },
  ): Promise<void> {
    const { of, locked, period } = request;
    const { id, marketCode, today } = period;
    const validUntil = request.validUntil ?? defaultEnd(period, today);
    const problems = checkEnd(period, validUntil, today);
    if (problems.length > 0) throw new ProblemError(problems);
    if (validUntil === period.validUntil) return;
    const resellerVersion = await this.changes.touch(tx, locked, `END_${of.kind}`);
    await this.periods.end(tx, { kind: of.kind, id }, validUntil);
    await recordChange(ctx, tx, {
      entity: of.kind,
      entityId: id,
      operation: 'END',
      old: { validUntil: period.validUntil },
      new: { validUntil, resellerVersion },
      partyIds: [locked.id],
      marketCode,
      parentId: locked.id,
      emit: of.events.ended,
      payload: { resellerId: locked.id, marketCode, validUntil },
    });
  }

  private async require(
    ctx: RequestContext,
    tx: Tx,
    { kind, idPath }: KindOfPeriod,
    id: string,
  ): Promise<StoredPeriod> {
    const period = await this.periods.find(tx, sightOf(ctx), { kind, id });
    if (period) return period;
    const message = 'There is none with this id in the markets of your regions.';
    throw new ProblemError({ code: 'NOT_FOUND', message, path: idPath });
  }
}

function noSuchMarket(): Problem {
  return {
    code: 'UNKNOWN_MARKET',
    message: 'There is no such market in your regions. The query "markets" lists them.',
    path: ['input', 'marketCode'],
  };
}

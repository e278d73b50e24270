import { Injectable } from '@nestjs/common';
import { assert, isId, ProblemError, requirePage, toPage, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { PAGE_SIZES } from '../platform/graphql/index.js';
import { noSuchAgreement, noSuchText, olderAgreement } from './agreement.problems.js';
import { AgreementRepository, type StandingRow } from './agreement.repository.js';
import type { AcceptedVersion, MarketAgreement, NewAcceptance } from './agreement-version.js';
import { canonicalLocale, COMMON_LOCALE, localesFor } from './agreement.rules.js';
import { agreementSightOf, type AgreementSight } from './agreement.sight.js';
import type { Agreement, AgreementConnection, ResellerAgreement } from './agreement.type.js';
import type { PageRequest } from './reseller.service.js';

const PAGE = { ...PAGE_SIZES, keys: ['text', 'integer'] } as const;
const REGION_CODE = /^\w{1,40}$/;

/** Which version somebody wants to accept, in which language. */
export interface AcceptanceRequest {
  agreementId: string;
  locale?: string | null;
}

@Injectable()
export class AgreementService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly agreements: AgreementRepository,
  ) {}

  /** One that the caller does not reach is refused like one that does not exist. */
  async require(ctx: RequestContext, id: string, locale: string | null): Promise<Agreement> {
    const wanted = { id, locales: localesFor(locale) };
    const agreement = isId(id)
      ? await this.unitOfWork.read(ctx, (tx) =>
          this.agreements.find(tx, agreementSightOf(ctx), wanted),
        )
      : undefined;
    if (agreement) return agreement;
    throw new ApiError('NOT_FOUND', 'There is no such agreement.');
  }

  async page(
    ctx: RequestContext,
    filter: { regionCode: string | null; locale: string | null },
    { args, counted }: PageRequest,
  ): Promise<AgreementConnection> {
    const plan = requirePage(args, PAGE);
    const sight = agreementSightOf(ctx);
    // What cannot be a code, such as a text with NUL, must not reach the database; no region has the empty one.
    const isCode = filter.regionCode === null || REGION_CODE.test(filter.regionCode);
    const regionCode = isCode ? filter.regionCode : '';
    const wanted = { regionCode, locales: localesFor(filter.locale) };
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.agreements.page(tx, sight, wanted, plan);
      return {
        ...toPage(rows, plan, (agreement) => [agreement.regionCode, agreement.number]),
        ...(counted && { totalCount: await this.agreements.count(tx, sight, regionCode) }),
      };
    });
  }

  /** Of each market the current version of its region: what somebody who sells there has to accept. */
  currentFor(tx: Tx, marketCodes: readonly string[]): Promise<MarketAgreement[]> {
    return this.agreements.currentOfMarkets(tx, marketCodes);
  }

  /** Versions by their ids, in the language nearest to the one asked for. */
  async versions(
    tx: Tx,
    ids: readonly string[],
    locale: string | null,
  ): Promise<Map<string, Agreement>> {
    const versions = await this.agreements.findMany(tx, ids, localesFor(locale));
    return new Map(versions.map((version) => [version.id, version]));
  }

  /** What resellers have accepted that the caller may see. */
  acceptedBy(tx: Tx, resellerIds: readonly string[]): Promise<AcceptedVersion[]> {
    return this.agreements.acceptedBy(tx, resellerIds);
  }

  /**
   * The version that somebody asks to accept, its text in the language they read; thrown when there is none within reach,
   * or when the region asks for a newer one.
   */
  async acceptable(
    tx: Tx,
    sight: AgreementSight,
    { agreementId, locale }: AcceptanceRequest,
  ): Promise<Agreement> {
    const read = canonicalLocale(locale ?? COMMON_LOCALE);
    const agreement = isId(agreementId)
      ? await this.agreements.find(tx, sight, { id: agreementId, locales: read ? [read] : [] })
      : undefined;
    if (!agreement) throw new ProblemError(noSuchAgreement());
    const current = await this.agreements.currentBeside(tx, agreement.id);
    const problems: Problem[] = [
      ...(agreement.number < current.number ? [olderAgreement(current)] : []),
      ...(agreement.locale === read ? [] : [noSuchText(agreement.locales)]),
    ];
    if (problems.length > 0) throw new ProblemError(problems);
    return agreement;
  }

  /** Writes what was accepted for a reseller, once each, with who, when and from where. */
  async accept(
    ctx: RequestContext,
    tx: Tx,
    resellerId: string,
    acceptances: readonly NewAcceptance[],
  ): Promise<void> {
    const written = await this.agreements.accept(tx, resellerId, acceptances);
    const versions = await this.agreements.findMany(tx, written, [COMMON_LOCALE]);
    await recordChanges(
      ctx,
      tx,
      acceptances
        .filter(({ agreementId }) => written.includes(agreementId))
        .map(({ agreementId, locale, acceptedBy, acceptedAt }) => {
          const version = versions.find(({ id }) => id === agreementId);
          assert(version, 'what was accepted is there');
          const { regionCode, number } = version;
          const accepted = { regionCode, number, locale, acceptedAt: acceptedAt.toISOString() };
          return {
            entity: 'AGREEMENT',
            entityId: agreementId,
            operation: 'ACCEPT',
            new: { resellerId, ...accepted, acceptedBy },
            partyIds: [resellerId],
            emit: 'agreement.accepted',
            payload: { agreementId, resellerId, ...accepted },
          };
        }),
    );
  }

  /** What keeps a reseller from ordering somewhere now: the versions that are required, and not accepted, where it sells. */
  async missing(tx: Tx, resellerId: string): Promise<Agreement[]> {
    const rows = await this.agreements.standings(tx, [resellerId]);
    const open = rows.filter(({ sells, acceptedAt }) => sells && acceptedAt === null);
    const versions = await this.versions(
      tx,
      open.map(({ currentId }) => currentId),
      null,
    );
    return [...versions.values()].filter(({ requiredFrom }) => requiredFrom <= tx.now);
  }

  /** Where resellers stand with the agreements of their regions, by reseller. */
  async standings(
    tx: Tx,
    resellerIds: readonly string[],
    locale: string | null = null,
  ): Promise<Map<string, ResellerAgreement[]>> {
    const rows = await this.agreements.standings(tx, resellerIds);
    const ids = [...new Set(rows.flatMap(({ currentId, newestId }) => [currentId, newestId]))];
    const byId = await this.versions(tx, ids, locale);
    const standings = new Map<string, ResellerAgreement[]>();
    for (const row of rows) {
      const own = standings.get(row.resellerId) ?? [];
      standings.set(row.resellerId, [...own, standingOf(row, byId)]);
    }
    return standings;
  }
}

function standingOf(row: StandingRow, versions: ReadonlyMap<string, Agreement>): ResellerAgreement {
  const agreement = versions.get(row.currentId);
  const newest = versions.get(row.newestId);
  assert(agreement && newest, 'the versions of a standing are there');
  const { acceptance } = row;
  return {
    agreement,
    accepted: row.acceptedAt !== null,
    acceptedAt: row.acceptedAt,
    acceptance: acceptance && { ...acceptance, acceptedAt: new Date(acceptance.acceptedAt) },
    toAccept: (acceptance?.number ?? 0) < newest.number ? newest : null,
    dueFrom: row.dueFrom,
  };
}

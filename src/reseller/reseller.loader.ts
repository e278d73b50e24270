import DataLoader from 'dataloader';
import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import type { CreditAccountEntity } from './credit.entity.js';
import { CreditRepository, type PaymentRow } from './credit.repository.js';
import { AgreementService } from './agreement.service.js';
import type { ResellerAgreement } from './agreement.type.js';
import { RelationshipRepository } from './relationship.repository.js';
import type { PartnerRelationship } from './relationship.type.js';
import { relationshipOf } from './relationship.view.js';
import type {
  AddressEntity,
  MarketAuthorizationEntity,
  ResellerEntity,
  TaxExemptionEntity,
} from './reseller.entity.js';
import { ResellerRepository } from './reseller.repository.js';
import { sightOf } from './reseller.sight.js';

/** More payments than this are a matter of the audit trail. */
const RECENT_PAYMENTS = 20;

/** One request may change a reseller several times, so what was read before a change is not kept. */
const FRESH = { cache: false } as const;

type Loader<Value> = DataLoader<string, Value>;

interface RequestLoaders {
  reseller: Loader<ResellerEntity | null>;
  addresses: Loader<AddressEntity[]>;
  authorizations: Loader<MarketAuthorizationEntity[]>;
  exemptions: Loader<TaxExemptionEntity[]>;
  agreements: Loader<ResellerAgreement[]>;
  relationships: Loader<PartnerRelationship[]>;
  creditAccounts: Loader<CreditAccountEntity[]>;
  payments: Loader<PaymentRow[]>;
}

/** What hangs on resellers and accounts, one statement per field and request however long the page is. */
@Injectable()
export class ResellerLoader {
  private readonly perRequest = new WeakMap<RequestContext, RequestLoaders>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly resellers: ResellerRepository,
    private readonly partnerships: RelationshipRepository,
    private readonly agreementStandings: AgreementService,
    private readonly credit: CreditRepository,
  ) {}

  of(ctx: RequestContext): RequestLoaders {
    const known = this.perRequest.get(ctx);
    if (known) return known;
    const made = this.make(ctx);
    this.perRequest.set(ctx, made);
    return made;
  }

  private make(ctx: RequestContext): RequestLoaders {
    const { resellers, partnerships, credit, agreementStandings } = this;
    const loader = <Value>(
      find: (tx: Tx, ids: readonly string[]) => Promise<(id: string) => Value>,
    ) =>
      new DataLoader<string, Value>(async (ids) => {
        const valueOf = await this.unitOfWork.read(ctx, (tx) => find(tx, ids));
        return ids.map(valueOf);
      }, FRESH);
    const grouped = <Row>(
      find: (tx: Tx, ids: readonly string[]) => Promise<Row[]>,
      keyOf: (row: Row) => string,
    ): Loader<Row[]> =>
      loader(async (tx, ids) => {
        const groups = groupBy(await find(tx, ids), keyOf);
        return (id) => groups.get(id) ?? [];
      });
    const byReseller = ({ resellerId }: { resellerId: string }) => resellerId;
    return {
      reseller: loader(async (tx, ids) => {
        const found = await resellers.findMany(tx, sightOf(ctx), ids);
        const byId = new Map(found.map((reseller) => [reseller.id, reseller]));
        return (id) => byId.get(id) ?? null;
      }),
      addresses: grouped((tx, ids) => resellers.addressesOf(tx, ids), byReseller),
      authorizations: grouped((tx, ids) => resellers.authorizationsOf(tx, ids), byReseller),
      exemptions: grouped((tx, ids) => resellers.exemptionsOf(tx, ids), byReseller),
      agreements: loader(async (tx, ids) => {
        const standings = await agreementStandings.standings(tx, ids);
        return (id) => standings.get(id) ?? [];
      }),
      relationships: loader(async (tx, ids) => {
        const rows = await partnerships.relationshipsOf(tx, ids);
        return (id) =>
          rows
            .filter((row) => row.distributorId === id || row.indirectResellerId === id)
            .map(relationshipOf);
      }),
      creditAccounts: grouped((tx, ids) => credit.accountsOf(tx, ids), byReseller),
      payments: grouped(
        (tx, ids) => credit.paymentsOf(tx, ids, RECENT_PAYMENTS),
        ({ accountId }) => accountId,
      ),
    };
  }
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

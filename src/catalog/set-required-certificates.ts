import { Injectable } from '@nestjs/common';
import { checkCount, type Problem } from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChanges } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { invalid } from './catalog-write.problems.js';
import { CertificateRepository, type DemandRow } from './certificate.repository.js';
import { checkScheme, normalScheme } from './certificate.rules.js';
import type { RequiredCertificates } from './certificate.type.js';
import { unknownMarket } from './listing.problems.js';
import type { ProductCategory } from './product.rules.js';

export interface DemandChange {
  marketCode: string;
  category: ProductCategory;
  add?: readonly string[] | null;
  remove?: readonly string[] | null;
}

const SCHEMES_MAX = 30;

/**
 * Changes which schemes a market asks of a category. It adds and removes single schemes, so that two who change
 * different ones at the same time do not undo each other.
 */
@Injectable()
export class SetRequiredCertificates {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketService,
    private readonly certificates: CertificateRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async run(ctx: RequestContext, input: DemandChange): Promise<Outcome<RequiredCertificates>> {
    requireNoMembership(ctx);
    const add = (input.add ?? []).map(normalScheme);
    const remove = (input.remove ?? []).map(normalScheme);
    const problems: Problem[] = [...checkList(add, 'add'), ...checkList(remove, 'remove')];
    const both = remove.findIndex((scheme) => add.includes(scheme));
    if (both >= 0) {
      const message = `${String(remove[both])} is to be added and removed. Decide for one.`;
      problems.push(invalid('UNIQUE', message, ['input', 'remove', String(both)]));
    }
    const scope = await this.markets.marketCodesInScope(ctx);
    if (!scope.includes(input.marketCode)) problems.push(unknownMarket());
    if (problems.length > 0) return { value: null, problems };
    const { marketCode, category } = input;
    return outcomeOf(
      this.unitOfWork.run(ctx, (tx) => this.change(ctx, tx, { marketCode, category, add, remove })),
    );
  }

  private async change(
    ctx: RequestContext,
    tx: Tx,
    { marketCode, category, add, remove }: Required<DemandChange>,
  ): Promise<RequiredCertificates> {
    const added = await this.certificates.require(tx, { marketCode, category, schemes: add ?? [] });
    const removed = await this.certificates.waive(tx, {
      marketCode,
      category,
      schemes: remove ?? [],
    });
    const record = ({ id, scheme, marketId }: DemandRow) => ({
      entity: 'REQUIRED_CERTIFICATE',
      entityId: id,
      parentId: marketId,
      marketCode,
      content: { marketCode, category, scheme },
    });
    await recordChanges(ctx, tx, [
      ...added
        .map(record)
        .map(({ content, ...rest }) => ({ ...rest, operation: 'ADD', new: content })),
      ...removed
        .map(record)
        .map(({ content, ...rest }) => ({ ...rest, operation: 'REMOVE', old: content })),
    ]);
    const schemes = await this.certificates.required(tx, marketCode, category);
    if (added.length + removed.length > 0) await this.revisions.raise(tx, [marketCode]);
    return { marketCode, category, schemes };
  }
}

function checkList(schemes: readonly string[], name: 'add' | 'remove'): Problem[] {
  const path = ['input', name];
  const count = checkCount(schemes.length, { path, min: 0, max: SCHEMES_MAX });
  if (count.length > 0) return count;
  return schemes.flatMap((scheme, at) => checkScheme(scheme, [...path, String(at)]));
}

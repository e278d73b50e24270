import { Injectable } from '@nestjs/common';
import { assert, checkId, isId, ProblemError } from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange, type AuditedChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { noSuch, stale } from './catalog-write.problems.js';
import { CertificateRepository } from './certificate.repository.js';
import type { Certificate } from './product.type.js';

export interface CertificateTarget {
  id: string;
  expectedVersion: number;
}

/** What edits of a certificate share: found in scope, of the version that was read, written with audit and revision. */
@Injectable()
export class CertificateEdit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketService,
    private readonly certificates: CertificateRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  /** Calls the work with the certificate as it is; the work throws what it refuses. */
  async run(
    ctx: RequestContext,
    { id, expectedVersion }: CertificateTarget,
    work: (tx: Tx, before: Certificate) => Promise<Certificate>,
  ): Promise<Outcome<Certificate>> {
    requireNoMembership(ctx);
    const scope = await this.markets.marketCodesInScope(ctx);
    const problems = checkId(id, ['input', 'id']);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const before = isId(id) ? await this.certificates.find(tx, scope, id) : null;
        if (!before && isId(id)) problems.push(noSuch('certificate'));
        if (before && before.version !== expectedVersion) problems.push(stale(before.version));
        if (problems.length > 0) throw new ProblemError(problems);
        assert(before, 'what has no problem was found');
        return work(tx, before);
      }),
    );
  }

  /** Ends the unit of work: the record of the change, and the revision of the market. */
  async finish(
    ctx: RequestContext,
    tx: Tx,
    { id, productId, marketCode }: Certificate,
    change: Pick<AuditedChange, 'operation' | 'version' | 'old' | 'new'>,
  ): Promise<void> {
    await recordChange(ctx, tx, {
      entity: 'CERTIFICATE',
      entityId: id,
      parentId: productId,
      marketCode,
      ...change,
    });
    await this.revisions.raise(tx, [marketCode]);
  }

  /** Somebody was faster between our reading and our writing. */
  async lost(tx: Tx, { id, marketCode }: Certificate): Promise<ProblemError> {
    const now = await this.certificates.find(tx, [marketCode], id);
    return new ProblemError(now ? stale(now.version) : noSuch('certificate'));
  }
}

import { Injectable } from '@nestjs/common';
import { checkId, isId, newId, ProblemError, type Problem } from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { CatalogRevisionRepository } from './catalog-revision.repository.js';
import { noSuch } from './catalog-write.problems.js';
import { CertificateRepository } from './certificate.repository.js';
import {
  CERTIFICATE_FIELDS,
  checkCertificate,
  checkScheme,
  normalScheme,
} from './certificate.rules.js';
import { unknownMarket } from './listing.problems.js';
import type { Certificate } from './product.type.js';

export interface NewCertificate {
  productId: string;
  marketCode: string;
  scheme: string;
  number: string;
  validFrom: string;
  validUntil?: string | null;
}

const PRODUCT = ['input', 'productId'];

/** Notes a certificate of a product in a market. A renewal may overlap the one before. */
@Injectable()
export class CreateCertificate {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketService,
    private readonly certificates: CertificateRepository,
    private readonly revisions: CatalogRevisionRepository,
  ) {}

  async run(ctx: RequestContext, input: NewCertificate): Promise<Outcome<Certificate>> {
    requireNoMembership(ctx);
    const certificate: Certificate = {
      id: newId(),
      productId: input.productId,
      marketCode: input.marketCode,
      scheme: normalScheme(input.scheme),
      number: input.number.trim(),
      validFrom: input.validFrom,
      validUntil: input.validUntil ?? null,
      version: 1,
    };
    const problems = [
      ...checkId(input.productId, PRODUCT),
      ...checkScheme(certificate.scheme, ['input', 'scheme']),
      ...checkCertificate(certificate, new Set(CERTIFICATE_FIELDS)),
    ];
    const scope = await this.markets.marketCodesInScope(ctx);
    if (!scope.includes(input.marketCode)) problems.push(unknownMarket());
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.create(ctx, tx, certificate, problems)));
  }

  private async create(
    ctx: RequestContext,
    tx: Tx,
    certificate: Certificate,
    problems: readonly Problem[],
  ): Promise<Certificate> {
    const { id, version, ...content } = certificate;
    const { productId, marketCode } = content;
    const found = !isId(productId) || (await this.certificates.hasProduct(tx, productId));
    if (!found) throw new ProblemError([noSuch('product', PRODUCT), ...problems]);
    if (problems.length > 0) throw new ProblemError([...problems]);
    if (!(await this.certificates.create(tx, certificate))) {
      throw new ProblemError(noSuch('product', PRODUCT));
    }
    await recordChange(ctx, tx, {
      entity: 'CERTIFICATE',
      entityId: id,
      parentId: productId,
      marketCode,
      operation: 'CREATE',
      version,
      new: content,
    });
    await this.revisions.raise(tx, [marketCode]);
    return certificate;
  }
}

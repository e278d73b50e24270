import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { CertificateEdit, type CertificateTarget } from './certificate-edit.js';
import { CertificateRepository } from './certificate.repository.js';
import type { Certificate } from './product.type.js';

/** Takes out a certificate that was noted by mistake; one that has ended may stay. */
@Injectable()
export class DeleteCertificate {
  constructor(
    private readonly edit: CertificateEdit,
    private readonly certificates: CertificateRepository,
  ) {}

  run(ctx: RequestContext, target: CertificateTarget): Promise<Outcome<Certificate>> {
    return this.edit.run(ctx, target, async (tx, before) => {
      if (!(await this.certificates.delete(tx, before))) throw await this.edit.lost(tx, before);
      const { productId, marketCode, scheme, number, validFrom, validUntil } = before;
      const old = { productId, marketCode, scheme, number, validFrom, validUntil };
      await this.edit.finish(ctx, tx, before, { operation: 'DELETE', old });
      return before;
    });
  }
}

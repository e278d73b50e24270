import { Injectable } from '@nestjs/common';
import { ProblemError, type Problem } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome } from '../platform/database/index.js';
import { required } from './catalog-write.problems.js';
import { CertificateEdit, type CertificateTarget } from './certificate-edit.js';
import { CertificateRepository } from './certificate.repository.js';
import {
  CERTIFICATE_FIELDS,
  checkCertificate,
  type CertificateContent,
} from './certificate.rules.js';
import type { Certificate } from './product.type.js';

export type CertificateChange = CertificateTarget & {
  [Field in keyof CertificateContent]?: CertificateContent[Field] | null;
};

/** Corrects the number and the period of a certificate. Another scheme, product or market is another certificate. */
@Injectable()
export class UpdateCertificate {
  constructor(
    private readonly edit: CertificateEdit,
    private readonly certificates: CertificateRepository,
  ) {}

  run(ctx: RequestContext, input: CertificateChange): Promise<Outcome<Certificate>> {
    return this.edit.run(ctx, input, async (tx, before) => {
      const { after, problems } = changed(before, input);
      if (problems.length > 0) throw new ProblemError(problems);
      const fields = CERTIFICATE_FIELDS.filter((field) => before[field] !== after[field]);
      if (fields.length === 0) return before;
      const version = await this.certificates.update(tx, before, after);
      if (version === undefined) throw await this.edit.lost(tx, before);
      const part = (content: CertificateContent) =>
        Object.fromEntries(fields.map((field) => [field, content[field]]));
      const change = { operation: 'UPDATE', version, old: part(before), new: part(after) };
      await this.edit.finish(ctx, tx, before, change);
      return { ...before, ...after, version };
    });
  }
}

function changed(
  before: Certificate,
  input: CertificateChange,
): { after: CertificateContent; problems: Problem[] } {
  const given = new Set(CERTIFICATE_FIELDS.filter((field) => input[field] !== undefined));
  const missing = (['number', 'validFrom'] as const).filter((field) => input[field] === null);
  const after = {
    number: input.number?.trim() ?? before.number,
    validFrom: input.validFrom ?? before.validFrom,
    validUntil: input.validUntil === undefined ? before.validUntil : input.validUntil,
  };
  const problems = missing.map((field): Problem =>
    required(`A certificate needs ${field}.`, ['input', field]),
  );
  return { after, problems: [...problems, ...checkCertificate(after, given)] };
}

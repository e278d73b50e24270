import { Injectable } from '@nestjs/common';
import { checkText, ProblemError, toPage, type Page, type PagePlan } from '../kernel/index.js';
import { MarketService } from '../market/index.js';
import { requireNoMembership, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { invalid } from './catalog-write.problems.js';
import { CertificateExpiryRepository } from './certificate-expiry.repository.js';
import { CertificateRepository } from './certificate.repository.js';
import type { ExpiringCertificate, RequiredCertificates } from './certificate.type.js';

/** About ten years: whatever ends later is no work of today. */
export const WITHIN_DAYS_MAX = 3650;

@Injectable()
export class CertificateService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly markets: MarketService,
    private readonly certificates: CertificateRepository,
    private readonly expiry: CertificateExpiryRepository,
  ) {}

  /** Certificates of the markets that the caller looks after. */
  async expiring(
    ctx: RequestContext,
    { marketCode, withinDays }: { marketCode: string | null; withinDays: number },
    { plan, count }: { plan: PagePlan; count: boolean },
  ): Promise<Page<ExpiringCertificate> & { totalCount: number }> {
    requireNoMembership(ctx);
    const problems = checkText(marketCode, { path: ['marketCode'], max: 2 });
    if (withinDays < 0 || withinDays > WITHIN_DAYS_MAX) {
      const message = `withinDays must be between 0 and ${WITHIN_DAYS_MAX}.`;
      problems.push(invalid('RANGE', message, ['withinDays']));
    }
    if (problems.length > 0) throw new ProblemError(problems);
    const scope = await this.markets.marketCodesInScope(ctx);
    const selection = { scope, marketCode, withinDays };
    return this.unitOfWork.read(ctx, async (tx) => {
      const rows = await this.expiry.page(tx, selection, plan);
      const totalCount = count ? await this.expiry.count(tx, selection) : 0;
      const page = toPage(rows, plan, ({ endsOn, certificate }) => [endsOn, certificate.id]);
      return { ...page, totalCount };
    });
  }

  async required(ctx: RequestContext, marketCode: string | null): Promise<RequiredCertificates[]> {
    requireNoMembership(ctx);
    const problems = checkText(marketCode, { path: ['marketCode'], max: 2 });
    if (problems.length > 0) throw new ProblemError(problems);
    const scope = await this.markets.marketCodesInScope(ctx);
    return this.unitOfWork.read(ctx, (tx) => this.certificates.allRequired(tx, scope, marketCode));
  }
}

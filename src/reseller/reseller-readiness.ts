import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MarketReadiness } from '../market/index.js';
import { ResellerReadinessRepository } from './reseller-readiness.repository.js';

/** What reseller says before a market may open. Resellers may also come when it is open, so they hold nothing up. */
@Injectable()
export class ResellerReadiness implements OnModuleInit {
  constructor(
    private readonly readiness: MarketReadiness,
    private readonly resellers: ResellerReadinessRepository,
  ) {}

  onModuleInit(): void {
    this.readiness.register({
      code: 'AGREEMENT',
      isBlocking: true,
      judge: async (tx, { regionId }) => {
        const title = regionId && (await this.resellers.agreementOf(tx, regionId));
        return title
          ? { isGreen: true, message: `The agreement of its region is "${title}".` }
          : { isGreen: false, message: 'Its region has no agreement that resellers could accept.' };
      },
    });
    this.readiness.register({
      code: 'RESELLERS',
      isBlocking: false,
      judge: async (tx, { code }) => {
        const count = await this.resellers.countAuthorized(tx, code);
        return {
          isGreen: count > 0,
          message:
            count === 0
              ? 'No active reseller is authorised for it today.'
              : `Active resellers that are authorised for it today: ${count}.`,
        };
      },
    });
  }
}

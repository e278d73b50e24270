import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MarketReadiness, type ReadinessCheck } from '../market/index.js';
import type { Tx } from '../platform/database/index.js';
import { ListingReadinessRepository, type ListingCounts } from './listing-readiness.repository.js';

/** What the catalog says before a market may open. */
@Injectable()
export class ListingReadiness implements OnModuleInit {
  /** What was counted last in a transaction: both checks ask for the same. */
  private readonly counted = new WeakMap<Tx, { marketCode: string; counts: ListingCounts }>();

  constructor(
    private readonly readiness: MarketReadiness,
    private readonly listings: ListingReadinessRepository,
  ) {}

  onModuleInit(): void {
    this.readiness.register(this.check('LISTINGS', judgeListings));
    this.readiness.register(this.check('CERTIFICATES', judgeCertificates));
  }

  private check(code: 'LISTINGS' | 'CERTIFICATES', judge: typeof judgeListings): ReadinessCheck {
    return {
      code,
      isBlocking: true,
      judge: async (tx, market) => judge(await this.countsOf(tx, market.code)),
    };
  }

  private async countsOf(tx: Tx, marketCode: string): Promise<ListingCounts> {
    const last = this.counted.get(tx);
    if (last?.marketCode === marketCode) return last.counts;
    const counts = await this.listings.counts(tx, marketCode);
    this.counted.set(tx, { marketCode, counts });
    return counts;
  }
}

function judgeListings({ current, sellable }: ListingCounts) {
  return current === 0
    ? { isGreen: false, message: 'Nothing is listed that is not past its end of sale.' }
    : {
        isGreen: true,
        message: `Listings that are not past their end of sale: ${current}; of these on sale or in preorder now: ${sellable}.`,
      };
}

/** What is planned or paused cannot be ordered anyway: pausing a listing is a way to open without its certificate. */
function judgeCertificates({ sellable, uncertified, uncertifiedSkus }: ListingCounts) {
  return uncertified === 0
    ? {
        isGreen: true,
        message: `Listings on sale without a certificate that they need: 0 of ${sellable}.`,
      }
    : {
        isGreen: false,
        message: `Listings on sale without a certificate that they need: ${uncertified} of ${sellable}, such as ${uncertifiedSkus.join(', ')}. Add the certificates, or pause the listings.`,
      };
}

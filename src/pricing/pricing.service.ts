import { Injectable } from '@nestjs/common';
import { assert, isCurrencyCode, type CurrencyCode } from '../kernel/index.js';
import { membershipOf, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { resolvePrice, type PriceCandidate, type ResolvedPrice } from './price.rules.js';
import { PriceRepository, type Buyer } from './price.repository.js';

/** A variant and the quantity that counts for its price: the sum of the SKU in the request. */
export interface PriceRequest {
  variantId: string;
  quantity: number;
}

@Injectable()
export class PricingService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly prices: PriceRepository,
  ) {}

  /**
   * The prices that the caller's reseller would pay now, by variant id; a variant without any list for it is absent.
   * One statement, however many are asked for. Whoever speaks for no reseller has no prices.
   */
  async priceMany(
    ctx: RequestContext,
    marketCode: string,
    requests: readonly PriceRequest[],
  ): Promise<Map<string, ResolvedPrice>> {
    const membership = membershipOf(ctx);
    if (!membership || requests.length === 0) return new Map();
    const buyer = { resellerId: membership.resellerId, tier: membership.resellerTier };
    return this.unitOfWork.read(ctx, (tx) => this.priceManyFor(tx, marketCode, buyer, requests));
  }

  /** The same inside a unit of work, for any buyer whose lists the unit's scope can see. */
  async priceManyFor(
    tx: Tx,
    marketCode: string,
    buyer: Buyer,
    requests: readonly PriceRequest[],
  ): Promise<Map<string, ResolvedPrice>> {
    const quantities = totalQuantities(requests);
    const found = await this.prices.candidates(tx, marketCode, buyer, [...quantities.keys()]);
    return new Map(
      [...byVariant(found)].map(([variantId, candidates]) => [
        variantId,
        resolvePrice({
          quantity: quantities.get(variantId) ?? 1,
          currencyCode: currencyOf(candidates),
          candidates,
        }),
      ]),
    );
  }
}

/** Two requests for one variant are one larger request. */
function totalQuantities(requests: readonly PriceRequest[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { variantId, quantity } of requests) {
    totals.set(variantId, (totals.get(variantId) ?? 0) + quantity);
  }
  return totals;
}

function byVariant(candidates: readonly PriceCandidate[]): Map<string, PriceCandidate[]> {
  const groups = new Map<string, PriceCandidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.variantId);
    if (group) group.push(candidate);
    else groups.set(candidate.variantId, [candidate]);
  }
  return groups;
}

function currencyOf(candidates: readonly PriceCandidate[]): CurrencyCode {
  const code = candidates[0]?.currencyCode;
  assert(code !== undefined && isCurrencyCode(code), 'a price list has an ISO 4217 currency');
  return code;
}

import { Injectable } from '@nestjs/common';
import type { Problem } from '../kernel/index.js';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { judgeOrder, type JudgedLine } from './judge-order.js';
import type { OrderFacts } from './order-facts.js';
import { OrderFactsRepository } from './order-facts.repository.js';
import { checkHeader, checkLines, intentOf, type OrderIntent } from './order-intent.rules.js';
import { orderUserErrors } from './order-error.type.js';
import {
  PRICE_AVAILABILITY_LINES_MAX,
  type PriceAndAvailabilityInput,
} from './price-availability.input.js';
import type { PriceAndAvailability, PriceAndAvailabilityLine } from './price-availability.type.js';

/** The gates of a submit as a dry run: the same judge over the same facts. */
@Injectable()
export class AskPriceAvailability {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly facts: OrderFactsRepository,
  ) {}

  async run(ctx: RequestContext, input: PriceAndAvailabilityInput): Promise<PriceAndAvailability> {
    const { resellerId } = requireMembership(ctx);
    const intent = intentOf(input);
    const problems = [
      ...checkHeader(intent),
      ...checkLines(intent.lines, PRICE_AVAILABILITY_LINES_MAX),
    ];
    if (problems.length > 0) return refused(problems);
    const facts = await this.unitOfWork.readOne(ctx, (one) =>
      this.facts.read(one, {
        marketCode: intent.marketCode,
        resellerId,
        skus: [...new Set(intent.lines.map((line) => line.sku))],
        bidNumbers: intent.lines.flatMap((line) => line.specialBidNumber ?? []),
        partnerId: intent.partnerOfRecordId,
        addressId: null,
        purchaseOrderNumber: null,
        idempotencyKey: null,
        orderId: null,
        membershipId: null,
        userId: null,
      }),
    );
    return answer(intent, facts);
  }
}

function refused(problems: Problem[]): PriceAndAvailability {
  const userErrors = orderUserErrors(problems);
  return { lines: [], net: null, tax: null, total: null, orderable: false, userErrors };
}

function answer(intent: OrderIntent, facts: OrderFacts): PriceAndAvailability {
  const { problems, lines: judged, net, tax, total } = judgeOrder(intent, facts);
  const lines = judged.map((line) => lineOf(line, facts.market?.today ?? ''));
  return {
    lines,
    net,
    tax,
    total,
    orderable: problems.length === 0 && lines.every((line) => line.orderable),
    userErrors: orderUserErrors(problems),
  };
}

function lineOf(line: JudgedLine, today: string): PriceAndAvailabilityLine {
  const { intent, variant, price, net, available, plan, problems } = line;
  const coming = (variant?.arrivals ?? [])
    .map((arrival) => arrival.expectedOn)
    .filter((day) => day >= today)
    .sort();
  return {
    sku: intent.sku,
    quantity: intent.quantity,
    price,
    net,
    available,
    nextInboundOn: coming[0] ?? null,
    promisedOn: plan.promisedOn,
    orderable: problems.length === 0,
    problems: orderUserErrors(problems),
  };
}

import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, Ctx, Permission, type RequestContext } from '../platform/access/index.js';
import { AnnounceInbound } from './announce-inbound.js';
import { CancelInbound } from './cancel-inbound.js';
import {
  InboundStockAnnounceInput,
  InboundStockCancelInput,
  InboundStockUpdateInput,
} from './inbound.input.js';
import {
  announceErrors,
  inboundCancelErrors,
  InboundStockAnnouncePayload,
  InboundStockCancelPayload,
  InboundStockUpdatePayload,
  inboundUpdateErrors,
} from './inbound.payload.js';
import { UpdateInbound } from './update-inbound.js';

const NOTHING = { inbound: null, level: null };

@Resolver()
export class InboundResolver {
  constructor(
    private readonly announceInbound: AnnounceInbound,
    private readonly updateInbound: UpdateInbound,
    private readonly cancelInbound: CancelInbound,
  ) {}

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => InboundStockAnnouncePayload, {
    description:
      'Announces stock on its way to a location. Orders that wait for the SKU get the day on which they are served; stockReceive takes its id when it has come.',
  })
  async inboundStockAnnounce(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => InboundStockAnnounceInput, description: 'What comes, and when.' })
    input: InboundStockAnnounceInput,
  ): Promise<InboundStockAnnouncePayload> {
    const { problems, ...outcome } = await this.announceInbound.run(ctx, input);
    return { ...outcome, userErrors: announceErrors.from(problems) };
  }

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => InboundStockUpdatePayload, {
    description:
      'Changes how much is on its way, or when it comes. Orders that wait for the SKU get other days where they are served on other days.',
  })
  async inboundStockUpdate(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => InboundStockUpdateInput, description: 'What to change.' })
    input: InboundStockUpdateInput,
  ): Promise<InboundStockUpdatePayload> {
    const { value, problems } = await this.updateInbound.run(ctx, input);
    return { ...(value ?? NOTHING), userErrors: inboundUpdateErrors.from(problems) };
  }

  @Allow(Permission.STOCK_WRITE)
  @Mutation(() => InboundStockCancelPayload, {
    description:
      'Takes back what was announced and will not come. Orders that counted on it get a later day, or none.',
  })
  async inboundStockCancel(
    @Ctx() ctx: RequestContext,
    @Args('input', { type: () => InboundStockCancelInput, description: 'Which.' })
    input: InboundStockCancelInput,
  ): Promise<InboundStockCancelPayload> {
    const { value, problems } = await this.cancelInbound.run(ctx, input);
    return { ...(value ?? NOTHING), userErrors: inboundCancelErrors.from(problems) };
  }
}

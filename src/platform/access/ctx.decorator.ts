import { createParamDecorator } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { RequestContext } from './request-context.js';

/** What Apollo hands to every resolver; `ctx` is filled in before the first one runs. */
export interface GraphqlContext {
  ctx: RequestContext;
}

/** The request context as a resolver's parameter. */
export const Ctx = createParamDecorator((_: unknown, host): RequestContext => {
  return GqlExecutionContext.create(host).getContext<GraphqlContext>().ctx;
});

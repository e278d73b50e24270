import { createParamDecorator } from '@nestjs/common';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { RequestContext } from './request-context.js';

/** What Apollo hands to every resolver; `ctx` is filled in before the first one runs. */
export interface GraphqlContext {
  ctx: RequestContext;
}

const routeContexts = new WeakMap<object, RequestContext>();

/** Keeps who asks through an HTTP route, for its handler. */
export function keepContext(request: object, ctx: RequestContext): void {
  routeContexts.set(request, ctx);
}

/** The request context as a parameter of a resolver or of an HTTP route's handler. */
export const Ctx = createParamDecorator((_: unknown, host): RequestContext => {
  if (host.getType<GqlContextType>() === 'graphql') {
    return GqlExecutionContext.create(host).getContext<GraphqlContext>().ctx;
  }
  const ctx = routeContexts.get(host.switchToHttp().getRequest<object>());
  if (ctx === undefined) throw new Error('The route was entered past its guard.');
  return ctx;
});

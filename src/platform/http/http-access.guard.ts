import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { GqlContextType } from '@nestjs/graphql';
import type { Request } from 'express';
import { newId } from '../../kernel/id.js';
import {
  CALLER_LOOKUP,
  callerLabel,
  departureOf,
  identifyCaller,
  keepContext,
  Permission,
  refusedAccess,
  routeRefusalOf,
  userAgentOf,
  type CallerLookup,
} from '../access/index.js';
import { RequestLimit } from '../limit/index.js';
import { recordOf } from '../observe/index.js';
import { declaredOnHandler, routeName } from './declared-routes.js';

/**
 * Finds out who asks through a route and whether they may, before the handler runs and before anything of the body is
 * read. Operations of GraphQL have a check of their own, once per request.
 */
@Injectable()
export class HttpAccessGuard implements CanActivate {
  constructor(
    private readonly moduleRef: ModuleRef,
    private readonly limit: RequestLimit,
  ) {}

  canActivate(host: ExecutionContext): boolean | Promise<boolean> {
    if (host.getType<GqlContextType>() === 'graphql') return true;
    const declared = declaredOnHandler(host.getHandler());
    // What is for everybody asks nobody who they are: the health checks must not need the database for it.
    if (declared.includes(Permission.PUBLIC)) return true;
    return this.check(host.switchToHttp().getRequest<Request>(), declared, host);
  }

  private async check(
    request: Request,
    declared: readonly Permission[],
    host: ExecutionContext,
  ): Promise<boolean> {
    const record = recordOf(request);
    const route = routeName(host.getClass(), host.getHandler());
    if (record) record.operation = route;
    const from = { ip: request.ip ?? null, userAgent: userAgentOf(request.get('user-agent')) };
    const caller = await identifyCaller({
      header: request.get('authorization'),
      request: from,
      lookup: () => this.moduleRef.get<CallerLookup>(CALLER_LOOKUP, { strict: false }),
    });
    if (record) record.caller = callerLabel(caller);
    await this.limit.take({ caller, ip: from.ip, response: request.res });
    const refusal = routeRefusalOf(route, declared, caller);
    if (refusal) throw refusedAccess(refusal);
    keepContext(request, {
      requestId: record?.requestId ?? newId(),
      caller,
      ...from,
      ...(request.res && { gone: departureOf(request.res) }),
    });
    return true;
  }
}

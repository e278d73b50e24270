import { Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { assertEveryRouteDeclared, routesOf, type DeclaredRoute } from './declared-routes.js';
import { ErrorFilter } from './error.filter.js';
import { HttpAccessGuard } from './http-access.guard.js';

/** What stands before and behind every route: who may use it, and how it answers errors. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_GUARD, useClass: HttpAccessGuard },
  ],
})
export class PlatformHttpModule implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    assertEveryRouteDeclared(this.routes());
  }

  /** Every route that the server has beside GraphQL. */
  routes(): DeclaredRoute[] {
    const controllers = this.discovery.getControllers().map(({ metatype }) => metatype);
    return routesOf(controllers.filter(isClass));
  }
}

function isClass(value: unknown): value is abstract new () => unknown {
  return typeof value === 'function';
}

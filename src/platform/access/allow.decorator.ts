import { SetMetadata } from '@nestjs/common';
import { Extensions } from '@nestjs/graphql';
import type { Permission } from './permission.js';

/** Where a root field's declaration stands in the schema: whatever executes an operation can read it there. */
export const ALLOW_EXTENSION = 'allow';

/** Where a route's declaration stands on its handler. */
export const ALLOW_METADATA = 'portal:allow';

/**
 * Declares who may use a root field or an HTTP route: whoever has any of the permissions. The server does not start
 * while one of them lacks a declaration.
 */
export function Allow(permission: Permission, ...orOthers: Permission[]): MethodDecorator {
  const permissions = [permission, ...orOthers];
  const declareField = Extensions({ [ALLOW_EXTENSION]: permissions });
  const declareRoute = SetMetadata(ALLOW_METADATA, permissions);
  return (target, propertyKey, descriptor) => {
    declareField(target, propertyKey, descriptor);
    declareRoute(target, propertyKey, descriptor);
  };
}

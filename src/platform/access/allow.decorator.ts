import { Extensions } from '@nestjs/graphql';
import type { Permission } from './permission.js';

/** Where a root field's declaration stands in the schema: whatever executes an operation can read it there. */
export const ALLOW_EXTENSION = 'allow';

/**
 * Declares who may use a root field: whoever has any of the permissions. The server does not start while a root field
 * lacks a declaration.
 */
export function Allow(permission: Permission, ...orOthers: Permission[]): MethodDecorator {
  const declare = Extensions({ [ALLOW_EXTENSION]: [permission, ...orOthers] });
  return (target, propertyKey, descriptor) => {
    declare(target, propertyKey, descriptor);
  };
}

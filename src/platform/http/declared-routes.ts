import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ALLOW_METADATA, isPermission, type Permission } from '../access/index.js';

type Handler = (...values: never[]) => unknown;
type ControllerClass = abstract new (...values: never[]) => unknown;

/** The permissions that a route's handler declares; any of them is enough. */
export function declaredOnHandler(handler: object): Permission[] {
  const declared: unknown = Reflect.getMetadata(ALLOW_METADATA, handler);
  return Array.isArray(declared) ? declared.filter(isPermission) : [];
}

/** A route as people write it, such as "POST /imports/:kind". */
export function routeName(controller: object, handler: object): string {
  const method: unknown = Reflect.getMetadata(METHOD_METADATA, handler);
  const parts = [controller, handler].map((part) => {
    const path: unknown = Reflect.getMetadata(PATH_METADATA, part);
    return typeof path === 'string' ? path.replace(/^\/|\/$/g, '') : '';
  });
  const verb = typeof method === 'number' ? RequestMethod[method] : 'GET';
  return `${verb} /${parts.filter((part) => part !== '').join('/')}`;
}

export interface DeclaredRoute {
  name: string;
  permissions: Permission[];
}

/** Every route of the controllers, with who may use it. */
export function routesOf(controllers: readonly ControllerClass[]): DeclaredRoute[] {
  return controllers.flatMap((controller) =>
    handlersOf(controller).map((handler) => ({
      name: routeName(controller, handler),
      permissions: declaredOnHandler(handler),
    })),
  );
}

/** Names every route without a declaration: an API that forgot to say who may use it must not start. */
export function assertEveryRouteDeclared(routes: readonly DeclaredRoute[]): void {
  const missing = routes.filter(({ permissions }) => permissions.length === 0);
  if (missing.length > 0) {
    throw new Error(
      `These routes do not declare who may use them; put @Allow(Permission.…) on each: ${missing.map(({ name }) => name).join(', ')}.`,
    );
  }
}

function handlersOf(controller: ControllerClass): Handler[] {
  const found: Handler[] = [];
  let prototype: unknown = controller.prototype;
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (isHandler(value)) found.push(value);
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return found;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value);
}

import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { Type } from '@nestjs/common';

/**
 * The classes that the modules provide, and the modules that they import. The schema is made of them, so that it can be
 * printed without building any of them: no database is needed.
 */
export function providerClassesOf(modules: readonly unknown[]): Type[] {
  const seen = new Set<unknown>();
  const found = new Set<Type>();
  const visit = (module: unknown): void => {
    if (seen.has(module)) return;
    seen.add(module);
    const dynamic = isDynamic(module) ? module : undefined;
    const type = dynamic ? dynamic.module : module;
    if (typeof type !== 'function') return;
    const listed = (key: string): unknown[] => {
      const declared: unknown = Reflect.getMetadata(key, type);
      return Array.isArray(declared) ? declared : [];
    };
    const providers = [...listed(MODULE_METADATA.PROVIDERS), ...(dynamic?.providers ?? [])];
    for (const provider of providers) if (isClass(provider)) found.add(provider);
    [...listed(MODULE_METADATA.IMPORTS), ...(dynamic?.imports ?? [])].forEach(visit);
  };
  modules.forEach(visit);
  return [...found];
}

function isDynamic(
  value: unknown,
): value is { module: unknown; providers?: unknown[]; imports?: unknown[] } {
  return typeof value === 'object' && value !== null && 'module' in value;
}

function isClass(value: unknown): value is Type {
  return typeof value === 'function';
}

import { Kind } from 'graphql';
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { ALLOW_EXTENSION } from './allow.decorator.js';
import type { Caller } from './caller.js';
import { holdersOf, Permission, permissionsOf } from './permission.js';

export type AccessRefusal =
  { kind: 'SIGN_IN'; field: string } | { kind: 'FORBIDDEN'; field: string; holders: string[] };

const PERMISSIONS: ReadonlySet<unknown> = new Set(Object.values(Permission));

/** Names every root field without a declaration: an API that forgot to say who may use it must not start. */
export function assertEveryRootFieldDeclared(schema: GraphQLSchema): void {
  const missing: string[] = [];
  for (const type of rootTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      if (declaredOn(type, field.name).length === 0) missing.push(`${type.name}.${field.name}`);
    }
  }
  if (missing.length > 0) {
    throw new Error(
      `These root fields do not declare who may use them; put @Allow(Permission.…) on each: ${missing.join(', ')}.`,
    );
  }
}

/** The permissions that a root field declares; any of them is enough. */
export function declaredOn(type: GraphQLObjectType, fieldName: string): Permission[] {
  const declared = type.getFields()[fieldName]?.extensions[ALLOW_EXTENSION];
  return Array.isArray(declared) ? declared.filter(isPermission) : [];
}

/**
 * Why the caller may not run the operation, or undefined when they may. Every root field counts, behind fragments and
 * aliases too, and whether or not @skip would leave it out: a refusal must not depend on variables.
 */
export function refusalOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  caller: Caller,
): AccessRefusal | undefined {
  const type = schema.getRootType(operation.operation);
  if (!type) return undefined;
  const permissions = permissionsOf(caller);
  for (const field of rootFieldsOf(document, operation)) {
    if (field.startsWith('__')) continue;
    const refusal = refusalFor(field, declaredOn(type, field), { caller, permissions });
    if (refusal) return refusal;
  }
  return undefined;
}

/** The same for an HTTP route, by its name. */
export function routeRefusalOf(
  route: string,
  declared: readonly Permission[],
  caller: Caller,
): AccessRefusal | undefined {
  return refusalFor(route, declared, { caller, permissions: permissionsOf(caller) });
}

function refusalFor(
  field: string,
  declared: readonly Permission[],
  { caller, permissions }: { caller: Caller; permissions: ReadonlySet<Permission> },
): AccessRefusal | undefined {
  if (declared.some((permission) => permissions.has(permission))) return undefined;
  if (caller.kind === 'ANONYMOUS') return { kind: 'SIGN_IN', field };
  return { kind: 'FORBIDDEN', field, holders: declared.flatMap(holdersOf) };
}

/** The names of an operation's root fields, behind fragments too. Documents are kept between requests, so is this. */
export function rootFieldsOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const known = rootFieldsByOperation.get(operation);
  if (known) return known;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const fields = new Set<string>();
  collect(operation.selectionSet, fragments, fields);
  rootFieldsByOperation.set(operation, fields);
  return fields;
}

const rootFieldsByOperation = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

function collect(
  selectionSet: SelectionSetNode,
  fragments: Map<string, FragmentDefinitionNode>,
  fields: Set<string>,
): void {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      fields.add(selection.name.value);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, fragments, fields);
    } else {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      // Each fragment needs one visit only, since what counts is the set of fields.
      fragments.delete(name);
      if (fragment) collect(fragment.selectionSet, fragments, fields);
    }
  }
}

function rootTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.filter((type) => type !== null && type !== undefined);
}

export function isPermission(value: unknown): value is Permission {
  return PERMISSIONS.has(value);
}

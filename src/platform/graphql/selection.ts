import { Kind } from 'graphql';
import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

/**
 * Whether the field under resolution is asked for the sub-field at the path, behind fragments too. What @skip may leave
 * out counts as asked for: loading it in vain is better than missing it.
 */
export function selects(info: GraphQLResolveInfo, ...path: string[]): boolean {
  return info.fieldNodes.some(
    ({ selectionSet }) => selectionSet !== undefined && has(selectionSet, path, info),
  );
}

function has(
  selectionSet: SelectionSetNode,
  path: readonly string[],
  info: GraphQLResolveInfo,
): boolean {
  const [name, ...rest] = path;
  return selectionSet.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value !== name) return false;
      if (rest.length === 0) return true;
      return selection.selectionSet !== undefined && has(selection.selectionSet, rest, info);
    }
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : info.fragments[selection.name.value]?.selectionSet;
    return inner !== undefined && has(inner, path, info);
  });
}

const namesOf = new WeakMap<FieldNode, ReadonlySet<string>>();

/**
 * The names of all fields that are asked for anywhere beneath the field under resolution, behind fragments too: a name that
 * is not among them need not be loaded. The selection is looked through once per document.
 */
export function selectedNames({ fieldNodes, fragments }: GraphQLResolveInfo): ReadonlySet<string> {
  const [first, ...others] = fieldNodes;
  const known = first && others.length === 0 ? namesOf.get(first) : undefined;
  if (known) return known;
  const names = new Set<string>();
  const passed = new Set<string>();
  const collect = (selectionSet: SelectionSetNode | undefined): void => {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        names.add(selection.name.value);
        collect(selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet);
      } else if (!passed.has(selection.name.value)) {
        passed.add(selection.name.value);
        collect(fragments[selection.name.value]?.selectionSet);
      }
    }
  };
  for (const node of fieldNodes) collect(node.selectionSet);
  if (first && others.length === 0) namesOf.set(first, names);
  return names;
}

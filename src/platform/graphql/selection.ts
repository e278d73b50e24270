import { Kind } from 'graphql';
import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';

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

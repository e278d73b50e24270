import { isUnedited, type Example, type ExampleRole } from './example.js';

/** What the plan needs to know of a tab. */
export interface PlannedTab {
  title: string;
  query: string | null;
  variables?: string | null;
}

export interface TabPlan<Tab> {
  examples: Example[];
  /** Tabs that stay, behind those of the examples. */
  kept: Tab[];
}

/**
 * Which tabs to show to somebody: their examples, and what they wrote themselves. A tab that still shows an example as
 * it came is closed; a reset closes edited examples as well, which are known by the name of their operation.
 */
export function planTabs<Tab extends PlannedTab>(
  all: readonly Example[],
  wanted: readonly Example[],
  tabs: readonly Tab[],
  { reset }: { reset: boolean },
): TabPlan<Tab> {
  const names = new Set(all.map(operationName));
  const kept = tabs.filter((tab) => {
    if (isBlank(tab)) return false;
    if (reset) return !names.has(tab.title);
    return !all.some((example) => isUnedited(example, tab));
  });
  return { examples: [...wanted], kept };
}

/**
 * Whether an example of somebody else is among the tabs, as it came: the list of tabs is kept a moment later than it
 * changes, so that a reload may find an old one.
 */
export function hasForeign(
  all: readonly Example[],
  role: ExampleRole,
  tabs: readonly PlannedTab[],
): boolean {
  return all.some(
    (example) => !example.roles.includes(role) && tabs.some((tab) => isUnedited(example, tab)),
  );
}

/** Whether nothing was written into it. */
export function isBlank({ query }: PlannedTab): boolean {
  return (query ?? '').trim() === '';
}

/** What an example is called in its tab. */
export function operationName({ query, name }: Example): string {
  return /^(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1] ?? name;
}

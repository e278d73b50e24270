import { isUnedited, type Example } from './example.js';

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
    if ((tab.query ?? '').trim() === '') return false;
    if (reset) return !names.has(tab.title);
    return !all.some((example) => isUnedited(example, tab));
  });
  return { examples: [...wanted], kept };
}

/** What an example is called in its tab. */
export function operationName({ query, name }: Example): string {
  return /^(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1] ?? name;
}

import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import { lasting } from './browser-storage.js';
import { EXAMPLES } from './example-list.js';
import {
  examplesFor,
  fillVariables,
  isUnedited,
  unfilledVariables,
  type Ask,
  type Example,
  type ExampleRole,
} from './example.js';
import { hasForeign, isBlank, operationName, planTabs, type PlannedTab } from './tab-plan.js';

/** For whom the tabs were opened last, so that a reload opens no example again that was closed. */
const SHOWN_FOR = 'portal-explorer:examples-for';

interface ExampleTabsProps {
  role: ExampleRole;
  /** Changes with the person: what was looked up for one is not another's. */
  personKey: string;
  /** How many times the tabs were reset. */
  resets: number;
  /** How many times the variables were filled in by hand. */
  fillings: number;
  ask: Ask;
}

/** Shows nothing itself: it opens the tabs of whoever is signed in, and fills in the variables of the open one. */
export function ExampleTabs({ role, personKey, resets, fillings, ask }: ExampleTabsProps): null {
  useReadableText();
  useRoleTabs(role, resets);
  useFilledVariables(`${personKey} ${resets} ${fillings}`, ask);
  return null;
}

function useRoleTabs(role: ExampleRole, resets: number): void {
  const actions = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor, variableEditor, responseEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'queryEditor', 'variableEditor', 'responseEditor'),
  );
  const ready = queryEditor && variableEditor && responseEditor;
  const resetsDone = useRef(0);
  const opened = useRef(false);

  useEffect(() => {
    // A tab that is opened before its editors are there stays empty.
    if (!ready) return;
    const reset = resets !== resetsDone.current;
    if (!reset && isShownTo(role, tabs, opened.current)) {
      // The editors begin empty: what they show is in the list of tabs.
      if (!opened.current) actions.changeTab(activeTabIndex);
      opened.current = true;
      return;
    }
    opened.current = true;
    resetsDone.current = resets;
    lasting.setItem(SHOWN_FOR, role);
    const active = tabs[activeTabIndex];
    const { examples, kept } = planTabs(EXAMPLES, examplesFor(EXAMPLES, role), tabs, { reset });
    const next = [...examples.map(tabOf), ...kept];
    if (active && kept.includes(active) && !reset) {
      actions.moveTab(next);
      return;
    }
    // The one that is open must be in the list while the list is changed.
    actions.moveTab(active ? [...next, active] : next);
    const same = reset ? -1 : next.findIndex(({ title }) => title === active?.title);
    actions.changeTab(Math.max(same, 0));
    if (active) actions.closeTab(next.length);
  });
}

/** Whether these are the tabs that were opened for the role, or what became of them. */
function isShownTo(role: ExampleRole, tabs: PlannedTab[], opened: boolean): boolean {
  if (lasting.getItem(SHOWN_FOR) !== role || hasForeign(EXAMPLES, role, tabs)) return false;
  // The list of tabs is kept a moment later than it changes: who left the page before that comes back to none.
  return opened || !tabs.every(isBlank);
}

/** Half of a window is narrow, and what an example says about itself must be read: small letters, and wrapped lines. */
function useReadableText(): void {
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL(
    pick('queryEditor', 'variableEditor', 'responseEditor'),
  );
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor])
      editor?.updateOptions({ wordWrap: 'on', fontSize: 13, lineHeight: 19 });
  }, [queryEditor, variableEditor, responseEditor]);
}

function useFilledVariables(occasion: string, ask: Ask): void {
  const { tabs, activeTabIndex, variableEditor, queryEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'variableEditor', 'queryEditor'),
  );
  const tab = tabs[activeTabIndex];
  const latest = useRef('');

  useEffect(() => {
    if (!tab || !variableEditor || !queryEditor) return;
    const shown = () => ({ query: queryEditor.getValue(), variables: variableEditor.getValue() });
    const example = EXAMPLES.find((candidate) => isUnedited(candidate, shown()));
    const filling = `${tab.id} ${occasion}`;
    latest.current = filling;
    if (example?.variables === undefined) return;
    void fillVariables(example, { fresh: freshText(), now: new Date() }, ask).then((text) => {
      // Somebody may have gone on meanwhile.
      if (latest.current === filling && isUnedited(example, shown())) variableEditor.setValue(text);
    });
  }, [tab?.id, occasion, variableEditor, queryEditor, ask]);
}

function tabOf(example: Example) {
  const variables = unfilledVariables(example);
  return {
    id: crypto.randomUUID(),
    hash: [example.query, variables, ''].join('|'),
    title: operationName(example),
    query: example.query,
    variables,
    headers: null,
    operationName: operationName(example),
    response: null,
  };
}

/** For keys and order numbers: the time, for people, and enough chance for programs. */
function freshText(): string {
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${time}-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? ''}`;
}

import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { ReloadIcon, ToolbarButton } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { Bar } from './bar.js';
import { editorStorage } from './browser-storage.js';
import { fetchDemoPeople, type DemoPerson } from './demo-people.js';
import { ExampleTabs } from './example-tabs.js';
import type { Json } from './example.js';
import { useFetcher } from './fetcher.js';
import { fetchMicrosoftPage, takeMicrosoftReturn } from './microsoft.js';
import { Session } from './session.js';
import { SignInDialog } from './sign-in-dialog.js';

const session = new Session();
const returned = takeMicrosoftReturn();
if (returned) void session.signInWithMicrosoft(returned);
const plugins = [HISTORY_PLUGIN, explorerPlugin({ showAttribution: false })];

/** Looks something up for the variables of an example; what cannot be read is as if it were not there. */
async function ask(query: string): Promise<Json> {
  const answer = await session.send({ query }).catch(() => undefined);
  return (answer?.data ?? null) as Json;
}

/** What else than a password somebody may sign in with here. */
function useSignInOffers() {
  const [people, setPeople] = useState<DemoPerson[]>([]);
  const [microsoftPage, setMicrosoftPage] = useState<string | null>(null);
  useEffect(() => {
    void fetchDemoPeople().then(setPeople);
    void fetchMicrosoftPage().then(setMicrosoftPage);
  }, []);
  return { people, microsoftPage };
}

export function Explorer() {
  const state = useSyncExternalStore(session.subscribe, session.read);
  const offers = useSignInOffers();
  const [asking, setAsking] = useState(false);
  const [resets, setResets] = useState(0);
  const [fillings, setFillings] = useState(0);

  const fill = useCallback(() => {
    setFillings((count) => count + 1);
  }, []);

  const fetcher = useFetcher(session, fill);

  return (
    <>
      <Bar
        state={state}
        onSignIn={() => {
          setAsking(true);
        }}
        onSignOut={() => void session.signOut()}
        onReset={() => {
          setResets((count) => count + 1);
        }}
      />
      <main className="editor">
        <GraphiQL
          fetcher={fetcher}
          plugins={plugins}
          storage={editorStorage}
          defaultQuery=""
          defaultEditorToolsVisibility
          showPersistHeadersSettings={false}
          inputValueDeprecation
        >
          <GraphiQL.Logo> </GraphiQL.Logo>
          <GraphiQL.Toolbar>
            {({ prettify, copy, merge }) => (
              <>
                <ToolbarButton label="Fill in the variables of the example anew" onClick={fill}>
                  <ReloadIcon className="graphiql-toolbar-icon" aria-hidden="true" />
                </ToolbarButton>
                {prettify}
                {copy}
                {merge}
              </>
            )}
          </GraphiQL.Toolbar>
          <ExampleTabs
            role={state.person?.role ?? 'ANYBODY'}
            personKey={state.person?.email ?? ''}
            resets={resets}
            fillings={fillings}
            ask={ask}
          />
        </GraphiQL>
      </main>
      {asking && (
        <SignInDialog
          {...offers}
          signIn={(credentials) => session.signIn(credentials)}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

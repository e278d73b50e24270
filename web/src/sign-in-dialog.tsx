import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import type { DemoPerson } from './demo-people.js';
import { leaveForMicrosoft } from './microsoft.js';
import { roleName } from './role-name.js';

interface Credentials {
  email: string;
  password: string;
}

interface SignInDialogProps {
  people: readonly DemoPerson[];
  /** From where one signs in with Microsoft; null: the server does not offer it. */
  microsoftPage: string | null;
  signIn: (credentials: Credentials) => Promise<void>;
  onClose: () => void;
}

/** Where somebody says who they are: one of the demo people or Microsoft's where there are any, or an e-mail and a password. */
export function SignInDialog({ people, microsoftPage, signIn, onClose }: SignInDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const enter = async (credentials: Credentials) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await signIn(credentials);
      dialog.current?.close();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };

  return (
    <dialog ref={dialog} className="sign-in" aria-labelledby="sign-in-title" onClose={onClose}>
      <div className="sign-in-head">
        <h2 id="sign-in-title">Sign in</h2>
        <button
          type="button"
          className="bar-button quiet"
          onClick={() => dialog.current?.close()}
          aria-label="Close"
        >
          ✕
        </button>
      </div>
      <p className="sign-in-problem" role="alert">
        {problem}
      </p>
      {people.length > 0 && <DemoPeople people={people} busy={busy} enter={enter} />}
      {microsoftPage !== null && <MicrosoftWay page={microsoftPage} tell={setProblem} />}
      <PasswordForm busy={busy} enter={enter} />
    </dialog>
  );
}

interface EntryProps {
  busy: boolean;
  enter: (credentials: Credentials) => Promise<void>;
}

function DemoPeople({ people, busy, enter }: EntryProps & { people: readonly DemoPerson[] }) {
  return (
    <section aria-labelledby="demo-people-title">
      <h3 id="demo-people-title">As one of the demo people</h3>
      <ul className="demo-people">
        {people.map((person) => (
          <li key={person.email}>
            <button type="button" disabled={busy} onClick={() => void enter(person)}>
              <span className="demo-role">{roleName(person.role)}</span>
              <span className="demo-employer">
                {person.reseller ?? person.note ?? 'Device maker'}
              </span>
              <span className="demo-email">{person.email}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Microsoft sends people back to one address only, and what this page keeps for then it keeps for its own address. */
function MicrosoftWay({ page, tell }: { page: string; tell: (problem: string) => void }) {
  const begin = () => {
    leaveForMicrosoft().catch((error: unknown) => {
      tell(error instanceof Error ? error.message : String(error));
    });
  };
  return (
    <section aria-labelledby="microsoft-title">
      <h3 id="microsoft-title">With an account of your organization</h3>
      {new URL(page).origin === location.origin ? (
        <button type="button" className="bar-button" onClick={begin}>
          Sign in with Microsoft
        </button>
      ) : (
        <p className="sign-in-elsewhere">
          You can sign in with Microsoft from <a href={page}>{page}</a>.
        </p>
      )}
    </section>
  );
}

function PasswordForm({ busy, enter }: EntryProps) {
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void enter({ email: textOf(form.get('email')), password: textOf(form.get('password')) });
  };
  return (
    <form onSubmit={submit} aria-labelledby="password-title">
      <h3 id="password-title">With e-mail and password</h3>
      <div className="fields">
        <label>
          E-mail
          <input name="email" type="email" autoComplete="username" required />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit" className="bar-button strong" disabled={busy}>
          {busy ? 'Signing in …' : 'Sign in'}
        </button>
      </div>
    </form>
  );
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : '';
}

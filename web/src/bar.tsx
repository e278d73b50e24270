import { roleName } from './role-name.js';
import type { SessionState } from './session.js';

interface BarProps {
  state: SessionState;
  onSignIn: () => void;
  onSignOut: () => void;
  onReset: () => void;
}

/** The line above the editor: where this is, who is signed in, and how to get the examples back. */
export function Bar({ state: { person, notice }, onSignIn, onSignOut, onReset }: BarProps) {
  return (
    <header className="bar">
      <h1 className="bar-title">
        <img src="/explorer/icon.svg" alt="" width="24" height="24" />
        <span className="bar-portal">Channel portal</span>
        <span className="bar-place">GraphQL explorer</span>
      </h1>
      <p className="bar-notice" role="status">
        {notice}
      </p>
      <button type="button" className="bar-button quiet" onClick={onReset}>
        Reset the example tabs
      </button>
      {person ? (
        <div className="bar-person" role="group" aria-label="Signed in">
          <span className="bar-initials" aria-hidden="true">
            {initialsOf(person.name)}
          </span>
          <span className="bar-who">
            <span className="bar-name">{person.name}</span>
            <span className="bar-role">
              {roleName(person.role)} · {person.employer}
            </span>
          </span>
          <button type="button" className="bar-button quiet" onClick={onSignIn}>
            Switch person
          </button>
          <button type="button" className="bar-button" onClick={onSignOut}>
            Sign out
          </button>
        </div>
      ) : (
        <div className="bar-person" role="group" aria-label="Not signed in">
          <span className="bar-role">Not signed in</span>
          <button type="button" className="bar-button strong" onClick={onSignIn}>
            Sign in
          </button>
        </div>
      )}
    </header>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase();
}

import { untilClosed } from './browser-storage.js';

/** What the portal wants to see of somebody who comes back from Microsoft. */
export interface MicrosoftReturn {
  code: string;
  /** Null: no sign-in was begun on this page. */
  verifier: string | null;
}

const KEPT = 'portal-explorer-microsoft';
const RETURNED = '#microsoft_code=';

/** The page from which one can sign in with Microsoft; null where the server does not offer that. */
export async function fetchMicrosoftPage(): Promise<string | null> {
  try {
    const response = await fetch('/explorer/sign-in.json', { credentials: 'omit' });
    if (!response.ok) return null;
    return ((await response.json()) as { microsoft: string | null }).microsoft;
  } catch {
    return null;
  }
}

/** Leaves the page. What it keeps is a text whose SHA-256 alone goes along: nobody else can use the code that comes. */
export async function leaveForMicrosoft(): Promise<void> {
  const verifier = base64(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  untilClosed.setItem(KEPT, verifier);
  location.assign(`/auth/microsoft/start?challenge=${base64(new Uint8Array(digest))}`);
}

/** What stands in the address of somebody who comes back. It is taken out of there at once. */
export function takeMicrosoftReturn(): MicrosoftReturn | null {
  const { hash, pathname, search } = location;
  if (!hash.startsWith(RETURNED)) return null;
  history.replaceState(history.state, '', pathname + search);
  const verifier = untilClosed.getItem(KEPT);
  untilClosed.removeItem(KEPT);
  return { code: hash.slice(RETURNED.length), verifier };
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

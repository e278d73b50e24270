/** What the editor needs of a browser's storage. */
interface Kept {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  clear(): void;
  readonly length: number;
}

/** A browser that forbids storage throws at the first touch; then everything is kept until the page is left. */
function storageOf(kind: 'localStorage' | 'sessionStorage'): Kept {
  try {
    return globalThis[kind];
  } catch {
    return inMemory();
  }
}

function inMemory(): Kept {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => values.set(key, value),
    removeItem: (key) => values.delete(key),
    clear: () => {
      values.clear();
    },
    get length() {
      return values.size;
    },
  };
}

export const lasting = storageOf('localStorage');
export const untilClosed = storageOf('sessionStorage');

/**
 * The editor keeps the texts of the open tab a second time, and where a reload comes between the two it takes them for
 * another tab. What is in the list of tabs is enough.
 */
const TWICE = new Set(['graphiql:query', 'graphiql:variables', 'graphiql:headers']);

export const editorStorage: Kept = {
  getItem: (key) => (TWICE.has(key) ? null : lasting.getItem(key)),
  setItem: (key, value) => {
    if (!TWICE.has(key)) lasting.setItem(key, value);
  },
  removeItem: (key) => {
    lasting.removeItem(key);
  },
  clear: () => {
    lasting.clear();
  },
  get length() {
    return lasting.length;
  },
};

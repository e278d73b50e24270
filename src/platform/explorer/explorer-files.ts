import { existsSync, readdirSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';

/** A file of the explorer, and the compressed copies that stand beside it. */
export interface ExplorerFile {
  path: string;
  type: string;
  /** The best compression first. */
  encodings: { name: 'br' | 'gzip'; path: string }[];
  /** Its name holds a hash of its content, so that it never changes. */
  hashed: boolean;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/** The built explorer by the paths of its files below /explorer; null where it was not built. */
export function readExplorerFiles(start: string): ReadonlyMap<string, ExplorerFile> | null {
  const folder = builtFolder(start);
  if (folder === null) return null;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const there = new Set(names);
  const files = new Map<string, ExplorerFile>();
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const encodings = (
      [
        ['br', 'br'],
        ['gzip', 'gz'],
      ] as const
    )
      .filter(([, ending]) => there.has(`${name}.${ending}`))
      .map(([encoding, ending]) => ({ name: encoding, path: join(folder, `${name}.${ending}`) }));
    const hashed = name.startsWith(`assets${sep}`);
    files.set(`/${name.split(sep).join('/')}`, {
      path: join(folder, name),
      type,
      encodings,
      hashed,
    });
  }
  return files;
}

/** The nearest web/dist above this file: the build of the server lies one folder deeper than its sources. */
function builtFolder(folder: string): string | null {
  if (existsSync(join(folder, 'package.json'))) {
    const built = join(folder, 'web', 'dist');
    return existsSync(join(built, 'index.html')) ? built : null;
  }
  const parent = dirname(folder);
  return parent === folder ? null : builtFolder(parent);
}

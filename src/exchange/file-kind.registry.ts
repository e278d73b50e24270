import type { FileKind } from './file-kind.js';
import type { ImportKind } from './import.enum.js';

/** Every kind of file that the portal takes and gives. */
export class FileKindRegistry {
  constructor(private readonly kinds: Readonly<Record<ImportKind, FileKind>>) {}

  of(kind: ImportKind): FileKind {
    return this.kinds[kind];
  }
}

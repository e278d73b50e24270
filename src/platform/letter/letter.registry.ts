import { Injectable } from '@nestjs/common';
import type { LetterContent, LetterKind, LetterLinks } from './letter-kind.js';
import type { LetterLocale } from './letter-locale.rules.js';

/** A kind whose parameters nobody needs to know any more. */
export interface RegisteredLetter {
  name: string;
  sample: object;
  write(locale: LetterLocale, params: object, links: LetterLinks): LetterContent;
}

/** Where modules say, while they are being initialised, which letters they write. */
@Injectable()
export class LetterRegistry {
  private readonly kinds = new Map<string, RegisteredLetter>();

  register<P extends object>(kind: LetterKind<P>): void {
    if (this.kinds.has(kind.name)) {
      throw new Error(`The letter ${kind.name} is registered twice.`);
    }
    this.kinds.set(kind.name, {
      name: kind.name,
      sample: kind.sample,
      // The parameters were stored by queueLetter, which took them for this very kind.
      write: (locale, params, links) => kind.texts[locale](params as P, links),
    });
  }

  find(name: string): RegisteredLetter | undefined {
    return this.kinds.get(name);
  }

  all(): RegisteredLetter[] {
    return [...this.kinds.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

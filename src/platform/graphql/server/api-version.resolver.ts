import { readFileSync } from 'node:fs';
import { Query, Resolver } from '@nestjs/graphql';
import { Allow, Permission } from '../../access/index.js';

@Resolver()
export class ApiVersionResolver {
  @Allow(Permission.PUBLIC)
  @Query(() => String, { description: 'The version of this server, such as "1.4.0".' })
  apiVersion(): string {
    return VERSION;
  }
}

const VERSION = readVersion(new URL('.', import.meta.url));

/** The nearest package.json above this file: the build lies one folder deeper than the sources. */
function readVersion(folder: URL): string {
  try {
    const parsed: unknown = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) {
      return String(parsed.version);
    }
  } catch {
    // Not here: look one folder up, until there is none.
  }
  const parent = new URL('..', folder);
  return parent.href === folder.href ? 'unknown' : readVersion(parent);
}

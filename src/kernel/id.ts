import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A new UUIDv7: ids made later by this process sort later, so that they fill an index from its end. */
export function newId(): string {
  return v7();
}

/** Any UUID is an id, whatever its version: data that comes from elsewhere may bring its own. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

import type { OutgoingHttpHeaders } from 'node:http';
import { BoundedBytes } from './bounded-bytes.js';
import type { PageState } from './page-states.port.js';
import type { StorableOperation } from './storable-operation.js';

/** What an entry takes besides its body: its key, its headers and their places in maps. */
const ENTRY_BYTES = 1500;
const OPERATION_BYTES = 1000;
/** Of the space, how much may be spent on knowing operations. */
const OPERATIONS_SHARE = 8;

export interface StoredAnswer {
  headers: OutgoingHttpHeaders;
  body: Buffer;
  /** How things stood before its execution began. */
  label: string;
  until: number;
}

/** Operations that were seen, and the answers of those that may be stored. */
export class StoredAnswers {
  private readonly operations: BoundedBytes<StorableOperation | null>;
  private readonly answers: BoundedBytes<StoredAnswer>;

  constructor(maxBytes: number) {
    const ofOperations = Math.floor(maxBytes / OPERATIONS_SHARE);
    this.operations = new BoundedBytes(ofOperations);
    this.answers = new BoundedBytes(maxBytes - ofOperations);
  }

  get bytes(): number {
    return this.answers.bytes + this.operations.bytes;
  }

  get size(): number {
    return this.answers.size;
  }

  /** Undefined for one that was not seen yet, null for one that may not be stored. */
  operationOf(requestKey: string): StorableOperation | null | undefined {
    return this.operations.get(requestKey);
  }

  learn(requestKey: string, operation: StorableOperation | undefined): void {
    this.operations.set(requestKey, operation ?? null, OPERATION_BYTES);
  }

  /** One that is out of date is let go: it never comes back. */
  find(key: string, label: string, now: number): StoredAnswer | undefined {
    const found = this.answers.get(key);
    if (!found) return undefined;
    if (found.label === label && now < found.until) return found;
    this.answers.delete(key);
    return undefined;
  }

  keep(key: string, answer: StoredAnswer): void {
    this.answers.set(key, answer, answer.body.length + ENTRY_BYTES);
  }
}

/** How the states stand, in a word; null when the operation's answers may not be stored now. */
export function labelOf(operation: StorableOperation, states: readonly PageState[]): string | null {
  const parts = states.flatMap((state) => [state.revision, stockPart(operation, state)]);
  return parts.includes(null) ? null : parts.join(' ');
}

/** Whoever knows of every piece needs not be told of the states. */
function stockPart({ byPieces, byStock }: StorableOperation, state: PageState): string | null {
  if (byPieces) return state.piecesRevision;
  return byStock ? state.stockRevision : '';
}

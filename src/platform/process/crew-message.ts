import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** What a server process tells of its numbers. */
export type ProcessNumbers = MetricObjectWithValues<MetricValue<string>>[];

/** What a server process is given when it begins. */
export interface Beginning {
  /** How the database is reached, which the supervisor may have started. */
  database: { url: string | undefined; migrationUrl: string | undefined };
  embedded: boolean;
}

/** From the supervisor to a server process. */
export type Order =
  | { kind: 'begin'; beginning: Beginning }
  | { kind: 'listen' }
  | { kind: 'announce' }
  | { kind: 'stop' }
  | { kind: 'tell numbers'; id: number }
  | { kind: 'all numbers'; id: number; text: string };

/** From a server process to its supervisor. */
export type News =
  | { kind: 'awake' }
  | { kind: 'prepared' }
  | { kind: 'listening' }
  | { kind: 'numbers'; id: number; numbers: ProcessNumbers }
  | { kind: 'gather numbers'; id: number };

/** The channel carries what libraries say, too. */
export function isOrder(message: unknown): message is Order {
  return hasKind(message, [
    'begin',
    'listen',
    'announce',
    'stop',
    'tell numbers',
    'all numbers',
  ] satisfies Order['kind'][]);
}

export function isNews(message: unknown): message is News {
  return hasKind(message, [
    'awake',
    'prepared',
    'listening',
    'numbers',
    'gather numbers',
  ] satisfies News['kind'][]);
}

function hasKind(message: unknown, kinds: readonly string[]): boolean {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    typeof message.kind === 'string' &&
    kinds.includes(message.kind)
  );
}

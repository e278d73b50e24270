import type { Caller } from '../access/index.js';

/** What is asked for a market: its code, or this for pages of none. */
export const NO_MARKET = '';

/** How a field of the schema may stand in a stored answer. */
export type StoredAs = 'ALWAYS' | 'BY_STOCK' | 'BY_PIECES';

/** How things stood when it was read; the same revision means that nothing which a page shows has changed. */
export interface PageState {
  market: string;
  revision: string;
  /** The same for the states of stock; null: they may not be stored for this market. */
  stockRevision: string | null;
  /** The same for how many pieces there are. */
  piecesRevision: string;
  /** The database's time of reading, and when pages can change with no write; milliseconds. */
  now: number;
  until: number;
}

/** The module that shows pages tells how they stand; platform knows neither markets nor prices. */
export interface PageStates<State extends PageState = PageState> {
  /** The fields that may stand in a stored answer, by type; an operation with any other one is not stored. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, StoredAs>>>>;

  /** How things stand now, by market; one that does not exist is absent. */
  read(markets: readonly string[]): Promise<ReadonlyMap<string, State>>;

  /** Who gets the same answers as the caller; null: nobody, so that nothing is stored. */
  audienceOf(caller: Caller, states: readonly State[]): string | null;
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { may, Permission, type Caller } from '../platform/access/index.js';
import {
  ResponseStore,
  type PageState,
  type PageStates,
  type StoredAs,
} from '../platform/response-store/index.js';
import {
  PageStateRepository,
  type KnownState,
  type PageStateRow,
} from './page-state.repository.js';
import { STORED_FIELDS } from './stored-fields.rules.js';

interface MarketState extends PageState {
  /** The resellers who have price lists of their own there. */
  resellerIds: ReadonlySet<string>;
  stockIsWatched: boolean;
}

/** How the pages of the storefront stand, and who sees the same ones. */
@Injectable()
export class StorefrontPages implements PageStates<MarketState>, OnModuleInit {
  readonly fields: Readonly<Record<string, Readonly<Record<string, StoredAs>>>> = STORED_FIELDS;
  private readonly known = new Map<string, MarketState>();

  constructor(
    private readonly states: PageStateRepository,
    private readonly store: ResponseStore,
  ) {}

  onModuleInit(): void {
    this.store.serve(this);
  }

  async read(markets: readonly string[]): Promise<ReadonlyMap<string, MarketState>> {
    const rows = await this.states.read(markets.map((market) => this.knownOf(market)));
    return new Map(rows.map((row) => [row.market, this.stateOf(row)]));
  }

  /**
   * Prices and stock are shown to whoever buys for a reseller; of a reseller only its tier counts, unless it has price
   * lists of its own. Staff see markets and fields that others do not: their pages are not stored.
   */
  audienceOf(caller: Caller, states: readonly MarketState[]): string | null {
    if (caller.kind === 'SYSTEM') return null;
    if (caller.kind === 'USER' && caller.staffRoles.length > 0) return null;
    const membership = caller.kind === 'ANONYMOUS' ? null : caller.membership;
    if (!membership || !may(caller, Permission.PRICE_READ)) return 'PUBLIC';
    const { resellerId, resellerTier } = membership;
    const own = states.some(({ resellerIds }) => resellerIds.has(resellerId));
    return own ? `${resellerTier} ${resellerId}` : resellerTier;
  }

  private knownOf(market: string): KnownState {
    const known = this.known.get(market);
    return {
      market,
      revision: known?.revision ?? null,
      until: known ? new Date(known.until) : null,
    };
  }

  private stateOf(row: PageStateRow): MarketState {
    const { market, revision, now, stockRevision, piecesRevision, terms } = row;
    const known = terms
      ? { ...terms, resellerIds: new Set(terms.resellerIds), until: Date.parse(terms.until) }
      : this.known.get(market);
    if (!known) throw new Error('A market that was not known came without its terms.');
    const state = {
      market,
      revision,
      stockRevision: known.stockIsWatched ? stockRevision : null,
      piecesRevision,
      now: now.getTime(),
      until: known.until,
      resellerIds: known.resellerIds,
      stockIsWatched: known.stockIsWatched,
    };
    this.known.set(market, state);
    return state;
  }
}

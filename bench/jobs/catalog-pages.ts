import { encodeCursor } from '../../src/kernel/page.js';
import { productCursors, ProductOrder } from '../../src/storefront/product-page.rules.js';
import type { Random } from '../../test/support/random.js';
import type { Buyer, Buyers, Market } from '../buyers.js';
import { jsonHeaders } from '../graphql.js';
import type { Request } from '../http-load.js';
import { query, type Database } from '../sales-data.js';
import { productsRequest } from './product-answers.js';

const SIZE = 50;
/** A place between two products in the list by name: as the server's cursor, and what the cursor says. */
interface Place {
  cursor: string;
  after: [sortName: string, id: string];
}

/** A page that somebody asks for: behind the place, in a market. */
export interface PageQuestion {
  buyer: Buyer;
  market: Market;
  place: Place;
}

interface PagesOptions {
  database: Database;
  buyers: Buyers;
  random: Random;
}

/** Pages of the catalog, of any market and depth, for any buyer. */
export class CatalogPages {
  private readonly asked = new Set<string>();

  private constructor(
    private readonly places: readonly Place[],
    private readonly buyers: Buyers,
    private readonly random: Random,
  ) {}

  static async open({ database, buyers, random }: PagesOptions): Promise<CatalogPages> {
    const products = await query<{ id: string; name: string }>(
      database.adminUrl,
      'SELECT id, sort_name AS name FROM catalog.product ORDER BY sort_name, id',
    );
    const cursorOf = productCursors({ order: ProductOrder.NAME, search: null, marketCode: null });
    const places = products.slice(0, -SIZE).map(({ id, name }): Place => {
      return {
        cursor: encodeCursor(cursorOf({ sortKey: name, id })),
        after: [name, id],
      };
    });
    return new CatalogPages(places, buyers, random);
  }

  /** One that nobody of the same tier has asked for. */
  fresh(): PageQuestion {
    for (;;) {
      const buyer = this.buyers.pick(this.random);
      const market = this.random.pick(this.buyers.markets);
      const place = this.random.pick(this.places);
      const key = `${buyer.tier} ${market.code} ${place.cursor}`;
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      return { buyer, market, place };
    }
  }
}

export function pageRequest(url: string, { buyer, market, place }: PageQuestion): Request {
  const variables = { market: market.code, first: SIZE, after: place.cursor };
  return productsRequest(url, buyer.token, variables);
}

export function limitPageRequest(url: string, { buyer, market, place }: PageQuestion): Request {
  const body = JSON.stringify({ market: market.code, after: place.after });
  return { url, headers: jsonHeaders(buyer.token), body };
}

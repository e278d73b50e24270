import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';

/** Which markets' pages show something, and that it has changed. */
@Injectable()
export class CatalogRevisionRepository {
  /** The markets in which a variant of the products is listed. */
  async marketsOf(tx: Tx, productIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ code: string }>(
      `SELECT DISTINCT l.market_code AS code FROM catalog.listing l
       JOIN catalog.variant v ON v.id = l.variant_id WHERE v.product_id = ANY ($1::uuid[])`,
      [productIds],
    );
    return rows.map(({ code }) => code);
  }

  /** No order is on its way in the market from here to the end of the transaction. */
  async awaitOrders(tx: Tx, marketCode: string): Promise<void> {
    await tx.query('SELECT market.await_orders($1)', [marketCode]);
  }

  /**
   * The last statement of a transaction; the markets are locked in the order of their codes. With `touched` it is left
   * to the caller, who finds the markets there.
   */
  async raise(tx: Tx, marketCodes: readonly string[], touched?: Set<string>): Promise<void> {
    for (const code of touched ? marketCodes : []) touched?.add(code);
    if (touched || marketCodes.length === 0) return;
    await tx.query(
      `SELECT market.raise_revision(m.code) FROM (
         SELECT DISTINCT unnest($1::text[]) AS code ORDER BY 1
       ) m`,
      [marketCodes],
    );
  }

  async raiseAll(tx: Tx): Promise<void> {
    await tx.query('SELECT market.raise_revision(NULL)');
  }
}

import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../kernel/index.js';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import type { ListingOrder } from './listing-page.rules.js';
import type { ListingTerms } from './listing.rules.js';
import {
  COUNT,
  CREATE,
  DELETE,
  PLAN_FOR_VALUES,
  pageStatement,
  STORED,
  UPDATE,
  VIEW,
  WAS_ORDERED,
} from './listing.sql.js';
import type { ListingStage } from './offer.rules.js';
import type { ListingFacts } from './listing.view.js';

registerConstraint('listing_variant_market_key', {
  code: 'ALREADY_EXISTS',
  message: 'The SKU is listed in this market already. Change that listing.',
  path: ['input', 'sku'],
});

/** A listing as it is stored, before a change. */
export interface StoredListing extends ListingTerms {
  id: string;
  version: number;
  sku: string;
  productId: string;
  marketCode: string;
  pausedReason: string | null;
}

export interface ListingSelection {
  /** The markets that the caller looks after. */
  scope: string[];
  marketCode: string | null;
  sku: string | null;
  productId: string | null;
  stage: ListingStage | null;
  paused: boolean | null;
  blocked: boolean | null;
}

/** A listing as it stands today, with what else decides whether it can be ordered. */
export type ListingViewRow = ListingFacts & { marketIsOpen: boolean };
export type ListedRow = ListingViewRow & { firstKey: string; secondKey: string };

@Injectable()
export class ListingRepository {
  /** Null when there is none in the markets of the scope. */
  async stored(tx: Tx, scope: readonly string[], id: string): Promise<StoredListing | null> {
    const [row] = await tx.query<StoredListing>(STORED, [id, scope]);
    return row ?? null;
  }

  async view(tx: Tx, id: string): Promise<ListingViewRow | null> {
    const [row] = await tx.query<ListingViewRow>(VIEW, [id]);
    return row ?? null;
  }

  async variantOf(tx: Tx, sku: string): Promise<string | null> {
    const [row] = await tx.query<{ id: string }>('SELECT id FROM catalog.variant WHERE sku = $1', [
      sku,
    ]);
    return row?.id ?? null;
  }

  /** False when there is no such SKU. */
  async create(
    tx: Tx,
    listing: { id: string; sku: string; marketCode: string },
    terms: ListingTerms,
  ): Promise<boolean> {
    const values = [listing.id, listing.sku, listing.marketCode, ...valuesOf(terms)];
    return (await tx.query(CREATE, values)).length > 0;
  }

  /** The new version; undefined when the listing is not of the expected one any more. */
  async update(
    tx: Tx,
    { id, version }: { id: string; version: number },
    to: ListingTerms & { pausedReason: string | null },
  ): Promise<number | undefined> {
    const values = [id, version, ...valuesOf(to), to.pausedReason];
    const [row] = await tx.query<{ version: number }>(UPDATE, values);
    return row?.version;
  }

  async wasOrdered(tx: Tx, id: string): Promise<boolean> {
    const [row] = await tx.query<{ wasOrdered: boolean }>(WAS_ORDERED, [id]);
    return row?.wasOrdered ?? false;
  }

  async delete(tx: Tx, { id, version }: { id: string; version: number }): Promise<boolean> {
    return (await tx.query(DELETE, [id, version])).length > 0;
  }

  /** One row more than the page holds, when there is one. */
  async page(
    tx: Tx,
    selection: ListingSelection,
    { order, plan }: { order: ListingOrder; plan: PagePlan },
  ): Promise<ListedRow[]> {
    const [first = null, second = null] = plan.cursor?.slice(1) ?? [];
    const values = [...selectionValues(selection), first, second, plan.fetch];
    await tx.query(PLAN_FOR_VALUES);
    return tx.query<ListedRow>(pageStatement(order, plan.direction), values);
  }

  async count(tx: Tx, selection: ListingSelection): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT, selectionValues(selection));
    return row?.count ?? 0;
  }
}

function valuesOf(terms: ListingTerms): unknown[] {
  return [
    terms.preorderFrom,
    terms.onSaleFrom,
    terms.lastTimeBuyFrom,
    terms.endOfSaleOn,
    terms.endOfServiceOn,
    terms.minimumQuantity,
    terms.maximumQuantity,
    terms.quantityIncrement,
  ];
}

function selectionValues(selection: ListingSelection): unknown[] {
  const { scope, marketCode, sku, productId, stage, paused, blocked } = selection;
  return [scope, marketCode, sku, productId, stage, paused, blocked];
}

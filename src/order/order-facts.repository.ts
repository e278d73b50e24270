import { Injectable } from '@nestjs/common';
import { assert } from '../kernel/index.js';
import type { Statements } from '../platform/database/index.js';
import type { Arrival } from '../inventory/index.js';
import type { PriceCandidate } from '../pricing/index.js';
import type { ListingFacts, OrderFacts, PlaceFacts, VariantFacts } from './order-facts.js';

export interface FactsQuestion {
  marketCode: string;
  resellerId: string;
  skus: string[];
  bidNumbers: string[];
  partnerId: string | null;
  addressId: string | null;
  purchaseOrderNumber: string | null;
  idempotencyKey: string | null;
  /** The order that is being submitted or approved: its own purchase order number does not stand in its way. */
  orderId: string | null;
  /** Whose limits count; null where none do. */
  membershipId: string | null;
  /** Whose name the order shows, where it is not known; null where it is. */
  userId: string | null;
}

const FACTS = `SELECT orders.facts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS facts`;

/** The rows of a list, as the database answers them: a column at a time, null where there is no row. */
type Columns<Row> = { [Name in keyof Row]: Row[Name][] | null };
type OfVariant<Row> = Row & { variantId: string };
type Optional<Row> = { [Name in keyof Row]: Row[Name] | null };

/** What the function answers. Without a market, or without the buyer's standing in it, lists are missing. */
interface FactsRow extends Omit<OrderFacts, 'variants'> {
  variants: Columns<VariantName & Optional<ListingFacts>> | null;
  places: Columns<OfVariant<PlaceFacts>> | null;
  arrivals: Columns<OfVariant<Arrival>> | null;
  backordered: Columns<OfVariant<{ quantity: number }>> | null;
  candidates: Columns<PriceCandidate> | null;
}
type VariantName = Pick<VariantFacts, 'variantId' | 'sku' | 'name'>;

/** Reads what every gate asks, in one statement and so in one snapshot. */
@Injectable()
export class OrderFactsRepository {
  async read(one: Statements, question: FactsQuestion): Promise<OrderFacts> {
    const [row] = await one.named<{ facts: FactsRow }>('order_facts', FACTS, [
      question.marketCode,
      question.resellerId,
      question.skus,
      question.bidNumbers,
      question.partnerId,
      question.addressId,
      question.purchaseOrderNumber,
      question.idempotencyKey,
      question.orderId,
      question.membershipId,
      question.userId,
    ]);
    assert(row, 'the facts statement answers one row');
    return factsOf(row.facts);
  }
}

function factsOf({
  variants,
  places,
  arrivals,
  backordered,
  candidates,
  ...rest
}: FactsRow): OrderFacts {
  const placesOf = grouped(rowsOf(places));
  const arrivalsOf = grouped(rowsOf(arrivals));
  const waitingOf = grouped(rowsOf(backordered));
  const candidatesOf = grouped(rowsOf(candidates));
  return {
    ...rest,
    variants: rowsOf(variants).map(({ variantId, sku, name, ...offer }) => ({
      variantId,
      sku,
      name,
      offer: isListed(offer) ? offer : null,
      places: placesOf.get(variantId) ?? [],
      arrivals: arrivalsOf.get(variantId) ?? [],
      backordered: waitingOf.get(variantId)?.[0]?.quantity ?? 0,
      candidates: candidatesOf.get(variantId) ?? [],
    })),
  };
}

/** A listing has a stage; where there is none, every column of it is null. */
function isListed(offer: Optional<ListingFacts>): offer is ListingFacts {
  return offer.stage !== null;
}

function rowsOf<Row extends object>(columns: Columns<Row> | null): Row[] {
  if (columns === null) return [];
  const lists = Object.entries<unknown[] | null>(columns);
  const length = lists[0]?.[1]?.length ?? 0;
  return Array.from({ length }, (_, index) => {
    const row: Record<string, unknown> = {};
    for (const [name, list] of lists) row[name] = list?.[index];
    return row as Row;
  });
}

function grouped<Row extends { variantId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.variantId);
    if (group) group.push(row);
    else groups.set(row.variantId, [row]);
  }
  return groups;
}

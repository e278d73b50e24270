import { promisedOn, type Arrival } from '../inventory/index.js';

/** A line with pieces that wait for stock. Days are 'YYYY-MM-DD'. */
export interface WaitingLine {
  id: string;
  variantId: string;
  marketCode: string;
  backordered: number;
  /** What it was told before. */
  promisedOn: string | null;
  /** The day in its market. */
  today: string;
  allocatedLeadDays: number[];
}

export type MarketArrival = Arrival & { marketCode: string; variantId: string };

export interface NewPromise {
  lineId: string;
  promisedOn: string | null;
}

export interface PromiseFacts {
  /** In the order in which they are served. */
  lines: readonly WaitingLine[];
  arrivals: readonly MarketArrival[];
  /** Markets that some location serves both: their lines wait for the same pieces. */
  sharing: readonly { marketCode: string; otherCode: string }[];
}

/** The lines whose day is now another, as a submit of today would promise it in their place of the queue. */
export function newPromises({ lines, arrivals, sharing }: PromiseFacts): NewPromise[] {
  const rivals = grouped(sharing, ({ marketCode }) => marketCode);
  const coming = grouped(arrivals, (arrival) => keyOf(arrival.variantId, arrival.marketCode));
  const waiting = new Map<string, number>();
  return lines.flatMap((line) => {
    const { id: lineId, variantId, marketCode, backordered, today, allocatedLeadDays } = line;
    const others = rivals.get(marketCode) ?? [];
    const day = promisedOn({
      today,
      allocatedLeadDays,
      backordered,
      backorderedBefore: others
        .map(({ otherCode }) => waiting.get(keyOf(variantId, otherCode)) ?? 0)
        .reduce((sum, pieces) => sum + pieces, 0),
      arrivals: coming.get(keyOf(variantId, marketCode)) ?? [],
    });
    const key = keyOf(variantId, marketCode);
    waiting.set(key, (waiting.get(key) ?? 0) + backordered);
    return day === line.promisedOn ? [] : [{ lineId, promisedOn: day }];
  });
}

function keyOf(variantId: string, marketCode: string): string {
  return `${variantId} ${marketCode}`;
}

function grouped<Item>(
  items: readonly Item[],
  keyOfItem: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

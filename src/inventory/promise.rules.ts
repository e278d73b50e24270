import { addDays, assert } from '../kernel/index.js';

/** What is on its way to a location that serves the market. Days are 'YYYY-MM-DD'. */
export interface Arrival {
  expectedOn: string;
  quantity: number;
  leadDays: number;
}

export interface PromiseQuestion {
  /** The market's day of the promise. */
  today: string;
  /** The lead times of the locations from which the line was allocated. */
  allocatedLeadDays: readonly number[];
  /** Pieces of the line that wait for stock. */
  backordered: number;
  /** Pieces that older backorders of the SKU still wait for: they are served first. */
  backorderedBefore: number;
  arrivals: readonly Arrival[];
}

/**
 * The day on which the whole line is in the market: of what is allocated, by the slowest location used; of what is
 * backordered, when the arrival that completes it has come. Null when arrivals do not cover it. An arrival that is
 * overdue has no known day and promises nothing.
 */
export function promisedOn(question: PromiseQuestion): string | null {
  const { today, allocatedLeadDays, backordered } = question;
  assert(allocatedLeadDays.length > 0 || backordered > 0, 'a line has something to promise');
  const days = allocatedLeadDays.map((leadDays) => addDays(today, leadDays));
  if (backordered > 0) {
    const covered = backorderCoveredOn(question);
    if (covered === null) return null;
    days.push(covered);
  }
  return latest(days);
}

function backorderCoveredOn(question: PromiseQuestion): string | null {
  const { today, backordered, backorderedBefore } = question;
  const coming = question.arrivals
    .filter((arrival) => arrival.expectedOn >= today)
    .sort((a, b) => compareDays(a.expectedOn, b.expectedOn) || a.leadDays - b.leadDays);
  const wanted = backorderedBefore + backordered;
  const used: string[] = [];
  let covered = 0;
  for (const arrival of coming) {
    covered += arrival.quantity;
    if (covered > backorderedBefore) used.push(addDays(arrival.expectedOn, arrival.leadDays));
    if (covered >= wanted) return latest(used);
  }
  return null;
}

function latest(days: readonly string[]): string {
  return days.reduce((a, b) => (a < b ? b : a));
}

function compareDays(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** When a market belongs to a region: from a day on, until another, which is not part of it. Days as YYYY-MM-DD. */
export interface MembershipPeriod {
  id: string;
  regionId: string;
  from: string;
  until: string | null;
}

export type MembershipPlan =
  | { kind: 'PLANNED'; periods: MembershipPeriod[] }
  /** It is so already. */
  | { kind: 'UNCHANGED' }
  /** Another period begins on that very day. */
  | { kind: 'TAKEN'; by: MembershipPeriod };

export interface MembershipWish {
  id: string;
  regionId: string;
  from: string;
}

/** Whose day it is; periods never overlap. */
export function periodOn(
  periods: readonly MembershipPeriod[],
  day: string,
): MembershipPeriod | undefined {
  return periods.find(({ from, until }) => from <= day && (until === null || day < until));
}

/** From the day of the wish on the market belongs to the region, until the next period that is planned begins. */
export function planMembership(
  periods: readonly MembershipPeriod[],
  wish: MembershipWish,
): MembershipPlan {
  const present = periodOn(periods, wish.from);
  if (present?.regionId === wish.regionId) return { kind: 'UNCHANGED' };
  if (present?.from === wish.from) return { kind: 'TAKEN', by: present };
  const next = inOrder(periods).find(({ from }) => from > wish.from);
  const kept = periods.map((period) =>
    period === present ? { ...period, until: wish.from } : period,
  );
  return {
    kind: 'PLANNED',
    periods: joined([...kept, { ...wish, until: present ? present.until : (next?.from ?? null) }]),
  };
}

/** Without the period; the one before it goes on in its place. */
export function planWithout(
  periods: readonly MembershipPeriod[],
  cancelled: MembershipPeriod,
): MembershipPeriod[] {
  const kept = periods
    .filter(({ id }) => id !== cancelled.id)
    .map((period) =>
      period.until === cancelled.from ? { ...period, until: cancelled.until } : period,
    );
  return joined(kept);
}

/** Two periods of one region that follow on each other are one. */
function joined(periods: readonly MembershipPeriod[]): MembershipPeriod[] {
  const result: MembershipPeriod[] = [];
  for (const period of inOrder(periods)) {
    const last = result.at(-1);
    if (last && last.regionId === period.regionId && last.until === period.from) {
      result[result.length - 1] = { ...last, until: period.until };
    } else {
      result.push(period);
    }
  }
  return result;
}

function inOrder(periods: readonly MembershipPeriod[]): MembershipPeriod[] {
  return [...periods].sort((a, b) => (a.from < b.from ? -1 : 1));
}

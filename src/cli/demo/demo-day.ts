/**
 * A day in the demo channel: a calendar day when it is a public fact ('2016-08-02'), or a number of
 * days from the seed day (-20, 30), so that the channel is as fresh whenever it is seeded.
 */
export type DemoDay = string | number;

const DAY_MS = 86_400_000;

/** The calendar day (YYYY-MM-DD) that `day` stands for when the channel is seeded on `seedDay`. */
export function dayOn(seedDay: string, day: DemoDay): string {
  if (typeof day === 'string') return day;
  const noon = Date.parse(`${seedDay}T12:00:00Z`);
  return new Date(noon + day * DAY_MS).toISOString().slice(0, 10);
}

/** The same for a day that may be left open. */
export function optionalDayOn(seedDay: string, day: DemoDay | undefined): string | null {
  return day === undefined ? null : dayOn(seedDay, day);
}

/** The calendar day (YYYY-MM-DD) of an instant in a time zone. */
export function dayInZone(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
}

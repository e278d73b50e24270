const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

const midnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** Whether it is a day that the calendar has, such as 2026-03-01: JavaScript itself turns 30 February into 2 March. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const time = midnight(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Calendar days have no zone: counting in UTC never meets a change of clocks. */
export function addDays(day: string, days: number): string {
  return new Date(midnight(day) + days * DAY_MS).toISOString().slice(0, 10);
}

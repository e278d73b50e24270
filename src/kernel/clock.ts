/** Where code outside the database asks for the time. Business rules take the database's time instead. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

import { z } from 'zod';

/** Sends one letter, as soon as it was written. */
export const SEND_TASK = 'letter.send';
/** Sends what is due: letters to try again, and those whose attempt died with its process. */
export const SWEEP_TASK = 'letter.sweep';

const payload = z.object({ id: z.uuid() });

export function letterIdOf(value: unknown): string {
  return payload.parse(value).id;
}

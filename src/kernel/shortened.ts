/** Longer messages and facts repeat long input, which helps nobody. */
const LENGTH_MAX = 1000;

/** A text for a caller, without the rest of what they sent too much of. */
export function shortened(text: string, max: number = LENGTH_MAX): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

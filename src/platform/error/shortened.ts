/** Longer messages and facts repeat long input, which helps nobody. */
const MESSAGE_LENGTH_MAX = 1000;

/** A text for a caller, without the rest of what they sent too much of. */
export function shortened(text: string): string {
  return text.length > MESSAGE_LENGTH_MAX ? `${text.slice(0, MESSAGE_LENGTH_MAX)}…` : text;
}

/** How often a command that lost a race begins anew, to report what it lost with everything else. */
export const RACES_MAX = 5;

/** What only shows under the locks of the write: somebody else was faster since the facts were read. */
const RACE_CODES = new Set([
  'INSUFFICIENT_STOCK',
  'IDEMPOTENCY_KEY_REUSED',
  'DUPLICATE_PURCHASE_ORDER',
  'UNKNOWN_SKU',
]);

export function isLostRace(problems: readonly { code: string }[]): boolean {
  return problems.length > 0 && problems.every(({ code }) => RACE_CODES.has(code));
}

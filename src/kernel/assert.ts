/** Says that a condition holds whatever a user does; when it does not, the program is wrong and must stop here. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`);
}

/** Ends an exhaustive switch: the compiler refuses the call as soon as a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`);
}

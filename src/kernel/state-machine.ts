/** For each state, where each operation leads; several targets where the outcome depends on more than the state. */
export type Transitions<State extends string, Operation extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Operation, State | readonly State[]>>>>
>;

export interface Machine<State extends string, Operation extends string> {
  readonly states: readonly State[];
  /** Where the operation leads from the state; undefined when it is not allowed there. */
  next(state: State, operation: Operation): State | readonly State[] | undefined;
  allows(state: State, operation: Operation): boolean;
  /** The operations that are allowed in the state, in the order of the table. */
  operations(state: State): Operation[];
}

export function defineMachine<State extends string, Operation extends string>(
  table: Transitions<State, Operation>,
): Machine<State, Operation> {
  return {
    states: Object.keys(table) as State[],
    next: (state, operation) =>
      Object.hasOwn(table[state], operation) ? table[state][operation] : undefined,
    allows: (state, operation) =>
      Object.hasOwn(table[state], operation) && table[state][operation] !== undefined,
    operations: (state) => Object.keys(table[state]) as Operation[],
  };
}

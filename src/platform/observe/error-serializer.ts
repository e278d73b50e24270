/** How deep a chain of causes is followed. */
const CAUSES_MAX = 5;

/**
 * What a log line tells of an error. Only named properties are taken: a database error also carries its statement's
 * parameters, and those may be secrets.
 */
export function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : typeof error;
  const cause = causeOf(error);
  return {
    type: error.constructor.name,
    message: error.message,
    ...('code' in error && { code: error.code }),
    ...('constraint' in error && { constraint: error.constraint }),
    ...('table' in error && { table: error.table }),
    ...('routine' in error && { routine: error.routine }),
    ...('where' in error && { where: error.where }),
    stack: error.stack,
    ...(cause !== undefined && depth < CAUSES_MAX && { cause: serializeError(cause, depth + 1) }),
  };
}

function causeOf(error: Error): unknown {
  if (error.cause !== undefined) return error.cause;
  return 'driverError' in error ? error.driverError : undefined;
}

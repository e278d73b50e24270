/** The injection token of the server's pino logger. */
export const LOGGER = Symbol('LOGGER');

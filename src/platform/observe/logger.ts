import {
  pino,
  stdTimeFunctions,
  type DestinationStream,
  type Logger,
  type LevelWithSilent,
} from 'pino';
import { serializeError } from './error-serializer.js';

/** The server's log: one JSON object per line on standard output; what `base` holds stands in each. */
export function createLogger(
  level: LevelWithSilent,
  destination?: DestinationStream,
  base?: Record<string, unknown>,
): Logger {
  const options = {
    level,
    base,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError },
    // Nothing of ours logs these; the list is for the day when somebody logs a whole object by mistake.
    redact: {
      paths: [
        'authorization',
        'password',
        'token',
        'accessToken',
        'refreshToken',
        'secret',
      ].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

export type { Logger };

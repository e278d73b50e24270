import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { ConfigError } from './config.error.js';
import { environmentSchema, type Environment } from './config.schema.js';
import { microsoftConfig, type MicrosoftConfig } from './microsoft-config.js';
import { parseSigningKeys, readOrMakeSigningKeys, type SigningKeySet } from './signing-keys.js';

/** Everything that can be set from outside. Frozen: it is read once, at start. */
export interface Config extends ToolConfig {
  readonly signingKeys: SigningKeySet;
}

/** What the command-line tools need: no signing keys, so that a migration can run without that secret. */
export interface ToolConfig {
  readonly nodeEnv: Environment['NODE_ENV'];
  readonly host: string;
  readonly port: number;
  /** How many processes serve. */
  readonly processes: number;
  readonly publicUrl: string | undefined;
  /** What Express takes for `trust proxy`. */
  readonly trustProxy: boolean | number | string;
  readonly corsOrigins: readonly string[];
  readonly logLevel: Environment['LOG_LEVEL'];
  /** An absolute path. */
  readonly dataDir: string;
  readonly database: DatabaseConfig;
  readonly seedDemo: Environment['SEED_DEMO'];
  readonly jobs: { readonly enabled: boolean; readonly concurrency: number };
  readonly letters: LetterConfig;
  readonly accessTokenMinutes: number;
  readonly refreshTokenDays: number;
  readonly microsoft: MicrosoftConfig;
  readonly graphql: GraphqlConfig;
  readonly limits: LimitConfig;
  readonly imports: { readonly maxBytes: number; readonly maxRows: number };
  readonly storage: StorageConfig;
  readonly documents: { readonly maxBytes: number; readonly retentionDays: number };
  /** An absolute path. */
  readonly screeningListFile: string | undefined;
  readonly exchangeRatesUrl: string | undefined;
  /** Undefined: requests are not traced. */
  readonly telemetry: { readonly serviceName: string } | undefined;
  /** 0: nothing is stored. */
  readonly responseStoreBytes: number;
  readonly shutdownSeconds: number;
}

export interface DatabaseConfig {
  /** The login portal_app; undefined until the embedded database has been started. */
  readonly url: string | undefined;
  readonly migrationUrl: string | undefined;
  readonly poolSize: number;
  readonly queryTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly embeddedPort: number;
}

export interface GraphqlConfig {
  readonly engine: Environment['GRAPHQL_ENGINE'];
  readonly compileAtUse: number;
}

export type StorageConfig =
  | { readonly kind: 'folder' }
  | { readonly kind: 'azure'; readonly connectionString: string; readonly container: string };

export interface LetterConfig {
  readonly from: string;
  /** Undefined: into the folder `letters` of dataDir. */
  readonly smtpUrl: string | undefined;
}

export interface LimitConfig {
  readonly bodyBytes: number;
  readonly bulkBodyBytes: number;
  readonly depth: number;
  readonly aliases: number;
  readonly tokens: number;
  readonly directives: number;
  readonly cost: number;
  /** Of one caller; 0: no limit. */
  readonly requestsPerMinute: number;
}

/** The injection token of the configuration. */
export const CONFIG = Symbol('CONFIG');

/** Reads the environment. Throws a ConfigError that names each variable and what to do about it. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const read = readEnvironment(environment);
  if (read.DATABASE_URL !== undefined && read.SIGNING_KEYS === undefined) {
    throw new ConfigError([
      'SIGNING_KEYS: required with DATABASE_URL, because every server process must sign with the same keys. ' +
        'Make them once with: npm run make-signing-keys',
    ]);
  }
  const config = toolConfig(read);
  const signingKeys =
    read.SIGNING_KEYS === undefined
      ? readOrMakeSigningKeys(resolve(config.dataDir, 'signing-keys.json'))
      : parseSigningKeys(read.SIGNING_KEYS, 'SIGNING_KEYS');
  return deepFreeze({ ...config, signingKeys });
}

/** The same for the command-line tools. */
export function loadToolConfig(environment: NodeJS.ProcessEnv = process.env): ToolConfig {
  return deepFreeze(toolConfig(readEnvironment(environment)));
}

function toolConfig(read: Environment): ToolConfig {
  return {
    nodeEnv: read.NODE_ENV,
    host: read.HOST,
    port: read.PORT,
    processes: read.PROCESSES === 'auto' ? availableParallelism() : Number(read.PROCESSES),
    publicUrl: read.PUBLIC_URL,
    trustProxy: trustProxy(read.TRUST_PROXY),
    corsOrigins: read.CORS_ORIGINS,
    logLevel: read.LOG_LEVEL,
    dataDir: resolve(read.DATA_DIR),
    database: {
      url: read.DATABASE_URL,
      migrationUrl: read.MIGRATION_DATABASE_URL,
      poolSize: read.DATABASE_POOL_SIZE,
      queryTimeoutMs: read.DATABASE_QUERY_TIMEOUT_MS,
      connectTimeoutMs: read.DATABASE_CONNECT_TIMEOUT_MS,
      embeddedPort: read.EMBEDDED_POSTGRES_PORT,
    },
    seedDemo: read.SEED_DEMO,
    jobs: { enabled: read.JOBS, concurrency: read.JOB_CONCURRENCY },
    letters: {
      from: read.LETTER_FROM,
      smtpUrl: read.LETTER_TRANSPORT === 'smtp' ? read.SMTP_URL : undefined,
    },
    accessTokenMinutes: read.ACCESS_TOKEN_MINUTES,
    refreshTokenDays: read.REFRESH_TOKEN_DAYS,
    microsoft: microsoftConfig(read),
    graphql: { engine: read.GRAPHQL_ENGINE, compileAtUse: read.GRAPHQL_COMPILE_AT_USE },
    limits: {
      bodyBytes: read.LIMIT_BODY_BYTES,
      bulkBodyBytes: read.LIMIT_BULK_BODY_BYTES,
      depth: read.LIMIT_DEPTH,
      aliases: read.LIMIT_ALIASES,
      tokens: read.LIMIT_TOKENS,
      directives: read.LIMIT_DIRECTIVES,
      cost: read.LIMIT_COST,
      requestsPerMinute: read.RATE_LIMIT_PER_MINUTE ?? (read.NODE_ENV === 'production' ? 6000 : 0),
    },
    imports: { maxBytes: read.IMPORT_MAX_BYTES, maxRows: read.IMPORT_MAX_ROWS },
    storage: storage(read),
    documents: { maxBytes: read.DOCUMENT_MAX_BYTES, retentionDays: read.DOCUMENT_RETENTION_DAYS },
    screeningListFile:
      read.SCREENING_LIST_FILE === undefined ? undefined : resolve(read.SCREENING_LIST_FILE),
    exchangeRatesUrl: read.EXCHANGE_RATES_URL,
    telemetry:
      read.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : { serviceName: read.OTEL_SERVICE_NAME },
    responseStoreBytes: read.RESPONSE_STORE_MB * 1_048_576,
    shutdownSeconds: read.SHUTDOWN_SECONDS,
  };
}

/** The same configuration with other database addresses: what the embedded database turned out to be. */
export function withDatabase<C extends ToolConfig>(
  config: C,
  database: Partial<DatabaseConfig>,
): C {
  return deepFreeze({ ...config, database: { ...config.database, ...database } });
}

/** What a child process inherits. It is here because no other file may read the environment. */
export function childEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...extra };
}

function readEnvironment(environment: NodeJS.ProcessEnv): Environment {
  // An empty value means "not set": that is how people switch a line of an environment file off.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`),
    );
  }
  if (parsed.data.NODE_ENV === 'production' && parsed.data.SEED_DEMO === 'true') {
    throw new ConfigError([
      'SEED_DEMO: demo data is refused with NODE_ENV=production. Set it to false.',
    ]);
  }
  if (parsed.data.LETTER_TRANSPORT === 'smtp' && parsed.data.SMTP_URL === undefined) {
    throw new ConfigError(['SMTP_URL: required with LETTER_TRANSPORT=smtp.']);
  }
  return parsed.data;
}

function storage({
  STORAGE: kind,
  AZURE_STORAGE_CONNECTION_STRING: connectionString,
  AZURE_STORAGE_CONTAINER: container,
}: Environment): StorageConfig {
  if (kind === 'folder') return { kind };
  if (connectionString === undefined) {
    throw new ConfigError([
      'AZURE_STORAGE_CONNECTION_STRING: required with STORAGE=azure. The portal of Azure shows it under Access keys.',
    ]);
  }
  return { kind, connectionString, container };
}

function trustProxy(text: string): boolean | number | string {
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  return /^\d+$/.test(text) ? Number(text) : text;
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) {
    if (typeof child === 'object' && child !== null) {
      deepFreeze(child);
    }
  }
  return Object.freeze(value);
}

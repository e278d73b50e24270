import { z } from 'zod';

/** A yes-or-no variable: the words people actually write into environment files. */
function flag(fallback: boolean) {
  return z
    .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'])
    .default(fallback ? 'true' : 'false')
    .transform((word) => ['true', '1', 'yes', 'on'].includes(word));
}

function whole(fallback: number, min: number, max: number) {
  return z.coerce.number().int().min(min).max(max).default(fallback);
}

function list() {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    );
}

const postgresUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), {
    message: 'must look like postgresql://user:password@host:5432/database',
  });

/** Tokens and secrets go there, so it is https but for a provider on this machine. */
function isIssuer(text: string): boolean {
  const address = URL.parse(text.replace('{tenantid}', 'tenant'));
  if (address === null || address.search !== '' || address.hash !== '') return false;
  return isOwnOrSecure(address.href);
}

function isOwnOrSecure(text: string): boolean {
  const address = URL.parse(text);
  if (address === null) return false;
  const own = ['127.0.0.1', '[::1]', 'localhost'].includes(address.hostname);
  return address.protocol === 'https:' || (own && address.protocol === 'http:');
}

/**
 * Every environment variable that the product reads. The description of each one is what
 * `.env.example` prints, so it says what the value does and when to change it.
 */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('production refuses demo data.'),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on. 0.0.0.0 listens on all.'),
  PORT: whole(4000, 0, 65535).describe('Port to listen on. 0 takes any free port.'),
  PROCESSES: z
    .string()
    .refine((text) => text === 'auto' || (/^[1-9]\d*$/.test(text) && Number(text) <= 128), {
      message: 'must be auto or a whole number from 1 to 128',
    })
    .default('1')
    .describe(
      'Server processes on this port, each with connections and jobs of its own; auto is one per core. With more than one, another process looks after them and starts again those that die.',
    ),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address under which people reach this server, when it is not http://HOST:PORT.'),
  TRUST_PROXY: z
    .string()
    .default('false')
    .describe(
      'Which proxies may tell the client address: false, a number of hops, or a list of addresses and subnets.',
    ),
  CORS_ORIGINS: list().describe(
    'Browser origins that may call the API, separated by commas. Empty: the own origin only.',
  ),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least important log lines to write.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./.data')
    .describe('Folder for the embedded database, generated keys and stored files.'),

  DATABASE_URL: postgresUrl
    .optional()
    .describe(
      'PostgreSQL 15 or later, as the login portal_app. Without it PostgreSQL 18 is started inside DATA_DIR.',
    ),
  MIGRATION_DATABASE_URL: postgresUrl
    .optional()
    .describe(
      'The same database as an administrator or a member of portal_owner. Only setup-database and migrate use it.',
    ),
  DATABASE_POOL_SIZE: whole(16, 1, 500).describe(
    'Connections that one server process opens at most.',
  ),
  DATABASE_QUERY_TIMEOUT_MS: whole(4000, 100, 600_000).describe(
    'A statement of a request that takes longer fails, in milliseconds.',
  ),
  DATABASE_CONNECT_TIMEOUT_MS: whole(2000, 100, 60_000).describe(
    'How long a request waits for a free connection before it is answered UNAVAILABLE, in milliseconds.',
  ),
  EMBEDDED_POSTGRES_PORT: whole(15432, 1024, 65535).describe(
    'Port of the embedded database. When it is taken the next free one is used.',
  ),
  SEED_DEMO: z
    .enum(['auto', 'true', 'false'])
    .default('auto')
    .describe('Demo data: auto seeds the embedded database once, true also an external one.'),
  JOBS: flag(true).describe('Whether this process runs background jobs.'),
  JOB_CONCURRENCY: whole(4, 1, 100).describe('Background jobs that one process runs at a time.'),

  LETTER_TRANSPORT: z
    .enum(['folder', 'smtp'])
    .default('folder')
    .describe(
      'Where letters to people go: files in DATA_DIR/letters, or the mail server of SMTP_URL.',
    ),
  LETTER_FROM: z
    .string()
    .regex(/^[^<>@\r\n]*<?[^<>@\s]+@[^<>@\s]+>?$/, 'must look like Name <address@example.com>')
    .default('Channel Portal <no-reply@localhost>')
    .describe('Whom letters come from: Name <address>, or an address alone.'),
  SMTP_URL: z
    .string()
    .refine((text) => /^smtps?:\/\/[^/]/.test(text) && URL.canParse(text), {
      message: 'must look like smtp://user:password@host:587 or smtps://user:password@host:465',
    })
    .optional()
    .describe(
      'The mail server, as smtp://user:password@host:587 or smtps://… for TLS from the first byte. ' +
        'A password is sent over TLS only. Required with LETTER_TRANSPORT=smtp.',
    ),

  SIGNING_KEYS: z
    .string()
    .optional()
    .describe(
      'JSON Web Key Set of private Ed25519 keys, each with a kid; the first one signs, all verify. ' +
        'Required with DATABASE_URL, else made once in DATA_DIR. Make one with: npm run make-signing-keys',
    ),
  ACCESS_TOKEN_MINUTES: whole(10, 1, 1440).describe(
    'How long an access token is good, in minutes.',
  ),
  REFRESH_TOKEN_DAYS: whole(14, 1, 365).describe('How long a sign-in can be renewed, in days.'),

  MICROSOFT_TENANTS: list().describe(
    'Whose Microsoft accounts may come in: ids of tenants, separated by commas, or organizations for those of all companies. Required with the two settings below.',
  ),
  MICROSOFT_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Turns sign-in with Microsoft on: the application as Microsoft Entra ID knows it. Its redirect address is PUBLIC_URL/auth/microsoft/callback.',
    ),
  MICROSOFT_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe('The secret of that application. Required with MICROSOFT_CLIENT_ID.'),
  MICROSOFT_API_AUDIENCE: list().describe(
    "Turns bearer tokens of Microsoft's on: the audiences that they may name, separated by commas, such as api://… and the id of the application.",
  ),
  MICROSOFT_API_SCOPE: z
    .string()
    .regex(/^[^\s]+$/, { message: 'must be the name of one scope' })
    .default('access_as_user')
    .describe('The delegated scope that such a bearer token must have.'),
  MICROSOFT_ISSUER: z
    .string()
    .refine(isIssuer, {
      message: 'must be an https address, with {tenantid} where the id of the tenant stands',
    })
    .default('https://login.microsoftonline.com/{tenantid}/v2.0')
    .describe('Who issues the tokens: change it for a national cloud of Microsoft.'),

  GRAPHQL_ENGINE: z
    .enum(['graphql-jit', 'graphql-js'])
    .default('graphql-jit')
    .describe(
      'What runs operations: graphql-jit compiles those that come again and takes less than half of the time; graphql-js runs each as it comes. They answer alike.',
    ),
  GRAPHQL_COMPILE_AT_USE: whole(2, 1, 1000).describe(
    'Which use of an operation graphql-jit compiles: 1 compiles each when it first comes.',
  ),
  LIMIT_BODY_BYTES: whole(262_144, 1024, 104_857_600).describe('Largest request body, in bytes.'),
  LIMIT_BULK_BODY_BYTES: whole(2_097_152, 1024, 104_857_600).describe(
    'Largest request body of staff who write prices or stock in bulk, in bytes: 5,000 rows fit into the default.',
  ),
  LIMIT_DEPTH: whole(12, 1, 100).describe('Deepest nesting of a GraphQL operation.'),
  LIMIT_ALIASES: whole(30, 0, 10_000).describe('Most aliases in a GraphQL operation.'),
  LIMIT_TOKENS: whole(2000, 50, 100_000).describe('Most tokens in a GraphQL document.'),
  LIMIT_DIRECTIVES: whole(50, 0, 10_000).describe('Most directives in a GraphQL operation.'),
  LIMIT_COST: whole(100_000, 10, 10_000_000).describe(
    'Highest calculated cost of a GraphQL operation.',
  ),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .optional()
    .describe(
      'Requests that one user, API key or anonymous address may send in a minute, counted by each process; an operation counts one more for each 10,000 of its cost. 0: no limit. When it is not set, 6000 with NODE_ENV=production and else no limit.',
    ),
  IMPORT_MAX_BYTES: whole(104_857_600, 1024, 10_737_418_240).describe(
    'Largest file that POST /imports takes, in bytes.',
  ),
  IMPORT_MAX_ROWS: whole(500_000, 1, 10_000_000).describe(
    'Most rows of a file that POST /imports takes.',
  ),
  STORAGE: z
    .enum(['folder', 'azure'])
    .default('folder')
    .describe(
      'Where uploaded documents lie: folder is DATA_DIR/files, which all server processes must share; azure is Azure Blob Storage.',
    ),
  AZURE_STORAGE_CONNECTION_STRING: z
    .string()
    .optional()
    .describe('The storage account, with STORAGE=azure: its key, or a shared access signature.'),
  AZURE_STORAGE_CONTAINER: z
    .string()
    .regex(/^[a-z0-9](?:-?[a-z0-9]){2,62}$/, {
      message: 'must be 3 to 63 small letters, digits and single hyphens',
    })
    .default('channel-portal')
    .describe('The container for documents, with STORAGE=azure; made when it is missing.'),
  DOCUMENT_MAX_BYTES: whole(20_971_520, 1024, 1_073_741_824).describe(
    'Largest document that POST /applications/:id/documents takes, in bytes.',
  ),
  DOCUMENT_RETENTION_DAYS: whole(30, 1, 3650).describe(
    'How long the documents of a withdrawn or expired application are kept, in days.',
  ),
  SCREENING_LIST_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'CSV file (UTF-8; columns list, reference, name and, if there are any, aliases separated by |) of parties with ' +
        'whom no business is done. It is read again when it has changed. Without one, reviewers look names up themselves.',
    ),
  EXCHANGE_RATES_URL: z
    .string()
    .refine(isOwnOrSecure, { message: 'must be an https address' })
    .optional()
    .describe(
      'Turns the daily fetch of exchange rates on: the address of a file of the European Central Bank, best ' +
        'https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml, which mends what was missed. Without it nothing is fetched.',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Turns OpenTelemetry on: where traces go, such as http://collector.example:4318. The other OTEL_* variables of its specification work then as well.',
    ),
  OTEL_SERVICE_NAME: z
    .string()
    .min(1)
    .default('channel-portal')
    .describe('What traces call this server.'),
  RESPONSE_STORE_MB: whole(32, 0, 4096).describe(
    'Memory for answers that are sent again while nothing that they show has changed, in megabytes per process. 0 turns it off.',
  ),
  SHUTDOWN_SECONDS: whole(15, 1, 300).describe(
    'How long running requests may take to finish when the server stops.',
  ),
});

export type Environment = z.output<typeof environmentSchema>;

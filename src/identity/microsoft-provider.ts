import { Inject, Injectable, Logger } from '@nestjs/common';
import { createRemoteJWKSet, errors, type CryptoKey, type JWSHeaderParameters } from 'jose';
import { z } from 'zod';
import { CONFIG, type Config, type MicrosoftConfig } from '../platform/config/index.js';
import { ApiError } from '../platform/error/index.js';
import { discoveryAddress, isIssuerOf } from './microsoft.rules.js';

const TIMEOUT_MS = 5000;
/** What the provider says of itself hardly ever changes; keys do, and an unknown one is asked for sooner. */
const METADATA_MS = 24 * 3_600_000;
const KEYS_MS = 3_600_000;
/** So often at most are keys fetched anew because of a token that names an unknown one. */
const COOLDOWN_MS = 30_000;
/** After a failure nobody waits for the next one in vain. */
const FAILURE_MS = 2000;
const RETRY_SECONDS = 5;

const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url({ protocol: /^https?$/ }),
  token_endpoint: z.url({ protocol: /^https?$/ }),
  jwks_uri: z.url({ protocol: /^https?$/ }),
  /** Whether each answer to a browser names the issuer (RFC 9207). */
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

export type ProviderMetadata = z.output<typeof metadataSchema>;

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

export interface ProviderKey {
  key: CryptoKey;
  /** The issuer for which the key signs, where the provider says so. */
  issuer: unknown;
}

interface Known {
  metadata: ProviderMetadata;
  keys: RemoteKeys;
  readAt: number;
}

/** What the provider says of itself and its keys, fetched when first needed and kept. What cannot be fetched is UNAVAILABLE. */
@Injectable()
export class MicrosoftProvider {
  private readonly logger = new Logger(MicrosoftProvider.name);
  private readonly settings: MicrosoftConfig;
  private known: Known | undefined;
  private pending: Promise<Known> | undefined;
  private failedAt = 0;

  constructor(@Inject(CONFIG) config: Config) {
    this.settings = config.microsoft;
  }

  async metadata(): Promise<ProviderMetadata> {
    return (await this.read()).metadata;
  }

  /** The key that a token names. Throws an error of jose's when there is none, and UNAVAILABLE when keys cannot be read. */
  async keyFor(header: JWSHeaderParameters): Promise<ProviderKey> {
    const { keys } = await this.read();
    if (typeof header.kid !== 'string') throw new errors.JWKSNoMatchingKey();
    const isKept = keys.fresh && keyNamed(keys, header.kid) !== undefined;
    if (!isKept && this.hasJustFailed()) throw unavailable();
    let key: CryptoKey;
    try {
      key = await keys(header);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      this.failedAt = Date.now();
      throw this.unavailable('its keys', error);
    }
    return { key, issuer: boundTo(keys, header.kid) };
  }

  private async read(): Promise<Known> {
    const now = Date.now();
    if (this.known !== undefined && now - this.known.readAt < METADATA_MS) return this.known;
    if (this.hasJustFailed()) throw unavailable();
    this.pending ??= this.fetch().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  private hasJustFailed(): boolean {
    return Date.now() - this.failedAt < FAILURE_MS;
  }

  private async fetch(): Promise<Known> {
    try {
      const metadata = await fetchMetadata(this.settings);
      const sameKeys = this.known?.metadata.jwks_uri === metadata.jwks_uri;
      const keys =
        this.known !== undefined && sameKeys ? this.known.keys : remoteKeys(metadata.jwks_uri);
      this.known = { metadata, keys, readAt: Date.now() };
      return this.known;
    } catch (error) {
      this.failedAt = Date.now();
      throw this.unavailable('what it says of itself', error);
    }
  }

  private unavailable(what: string, error: unknown): ApiError {
    this.logger.warn(
      `Of the provider of Microsoft accounts ${what} cannot be read: ${String(error)}`,
    );
    return unavailable();
  }
}

async function fetchMetadata(settings: MicrosoftConfig): Promise<ProviderMetadata> {
  const response = await fetch(discoveryAddress(settings), {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`The discovery document came with status ${response.status}`);
  const metadata = metadataSchema.parse(await response.json());
  if (!isIssuerOf(settings, metadata.issuer)) {
    throw new Error(`The discovery document is of another issuer, ${metadata.issuer}`);
  }
  const { authorization_endpoint, token_endpoint, jwks_uri } = metadata;
  const secure = settings.issuer.startsWith('https:');
  const addresses = [authorization_endpoint, token_endpoint, jwks_uri];
  if (secure && !addresses.every((address) => address.startsWith('https:'))) {
    throw new Error('The discovery document names an address without TLS');
  }
  return metadata;
}

/** A member of the key that only Microsoft has. */
function boundTo(keys: RemoteKeys, kid: string): unknown {
  const jwk = keyNamed(keys, kid);
  return jwk !== undefined && 'issuer' in jwk ? jwk.issuer : undefined;
}

function keyNamed(keys: RemoteKeys, kid: string): object | undefined {
  return keys.jwks()?.keys.find((key) => key.kid === kid);
}

function remoteKeys(address: string): RemoteKeys {
  return createRemoteJWKSet(new URL(address), {
    timeoutDuration: TIMEOUT_MS,
    cacheMaxAge: KEYS_MS,
    cooldownDuration: COOLDOWN_MS,
  });
}

/** Errors about what the token names, as opposed to keys that could not be fetched. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function unavailable(): ApiError {
  return new ApiError(
    'UNAVAILABLE',
    'Microsoft cannot be asked at the moment. Try again soon, or sign in with a password.',
    { retryAfterSeconds: RETRY_SECONDS },
  );
}
